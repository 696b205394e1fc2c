/**
 * Asks about people, batch after batch; whoever is not answered is not held (`interfaces.md` §2: 1101B may leave out absent persons). Of whom an answer
 * says to the letter what it said before, nothing is read again (`docs/decisions/0029-kept-answers.md`).
 */

import type { Context } from '../../../context.ts';
import type { MembersSealed, PersonSealed } from '../../../domain/canonical.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { IdNumber } from '../../../domain/id-number.ts';
import type { Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { savingBehind } from '../../../jobs/saving-behind.ts';
import { defineStep, type Unit } from '../../../jobs/step.ts';
import { onlyOnce } from '../../../remember.ts';
import { openMember } from '../../../storage/open-member.ts';
import { type PermittedMember, permittedPeople } from '../../../storage/permissions.ts';
import { insuredRecords } from '../../../storage/records.ts';
import type { Run } from '../../../storage/runs.ts';
import { begun } from '../../../together.ts';
import { isTooLarge } from '../../../upstream/answer.ts';
import type { Dictionary, InsuredSubject, LookupReader, Subject, WireRow } from '../../../upstream/connector.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { bookkeeper } from '../../2-normalise/booking/job.ts';
import { preparePage } from '../../2-normalise/job.ts';
import type { Page } from '../../2-normalise/page-roster/job.ts';
import { type Answered, answersAbout } from '../asked-apart.ts';
import { type AskedPerson, readAnswer } from '../kept-answers.ts';
import { readerOf } from '../plan/job.ts';
import type { LookupBatch } from '../types.ts';

interface Checkpoint {
  /** The last person asked about. */
  readonly after: string;
}
type LookupUnit = Unit<LookupBatch, Checkpoint>;

export const lookUp = defineStep<LookupBatch, Checkpoint>({
  name: 'look-up',
  run: (unit, context) =>
    savingBehind(unit, bookkeeper({ run: unit.run, dataset: unit.params.dataset, kind: 'nightly' }, context), async (behind) => {
      const reading = onlyOnce(() => readingOf(unit, context));
      const batches = batchesOf(await subjectsOf(unit, context), lookupReader(unit.params, context).batchSize);
      const asked = askedInTurn(batches, unit, context);
      let coming = begun(asked.next());
      for (;;) {
        unit.signal.throwIfAborted();
        const { value: batch } = await coming;
        if (batch === undefined) break;
        // The next are asked about while this answer is read and those before it are saved.
        coming = begun(asked.next());
        const page = await preparePage(pageOf(batch, unit, await reading()), context);
        await behind.add(page, { after: batch.people.at(-1)?.member.personKey ?? unit.params.to });
      }
      const saveRest = await behind.rest();
      return async (tx) => {
        await saveRest(tx);
        return [];
      };
    }),
});

const batchesOf = (people: readonly Asked[], size: number): readonly (readonly Asked[])[] =>
  Array.from({ length: Math.ceil(people.length / size) }, (_, batch) => people.slice(batch * size, (batch + 1) * size));

interface AskedBatch {
  readonly people: readonly Asked[];
  readonly answers: Answers;
}

/**
 * One batch after the other. Where the answer is more than we take in one, each half of its people is a batch of its own, down to a single person: fields
 * nobody documented may make answers of any size, and a batch may hold fewer than its most (`interfaces.md` §1, §2). In vain are fewer calls than are answered.
 */
async function* askedInTurn(
  batches: readonly (readonly Asked[])[],
  unit: LookupUnit,
  context: Context,
): AsyncGenerator<AskedBatch, undefined, undefined> {
  for (const people of batches) {
    unit.sees(people.map(({ member }) => member.personKey));
    const answers = await answersOrTooLarge(lookupReader(unit.params, context), people, unit);
    if (answers === 'too-large') yield* askedInTurn(batchesOf(people, Math.ceil(people.length / 2)), unit, context);
    else yield { people, answers };
  }
}

const answersOrTooLarge = async (reader: LookupReader, people: readonly Asked[], unit: LookupUnit): Promise<Answers | 'too-large'> => {
  // What is listed in a window comes in pages, and the connector has asked for smaller ones already.
  const isHalved = people.length > 1 && reader.asks !== 'insured-in-window';
  try {
    return await answersFrom(reader, people, unit);
  } catch (thrown) {
    if (isHalved && isTooLarge(thrown)) return 'too-large';
    throw thrown;
  }
};

/** To one batch: more than one where it had to be asked in parts. */
type Answers = readonly Answered<Asked, WireRow>[];

const answersFrom = (reader: LookupReader, people: readonly Asked[], { params, signal }: LookupUnit): Promise<Answers> =>
  answersAbout<Asked, WireRow>(people, {
    ask: async (some) => (await reader.batch({ subjects: subjectsAmong(some), window: params.window }, nightCall(signal))).rows,
    apart: ({ people: some, rows }) =>
      (reader.apart?.(rows, subjectsAmong(some)) ?? []).map((part) => some.filter(({ subject }) => part.includes(subject))),
  });

const subjectsAmong = (people: readonly Asked[]): readonly Subject[] => people.map(({ subject }) => subject);

/** By what all answers to a unit are read. */
interface Reading {
  readonly reader: LookupReader;
  readonly dictionary: Dictionary;
  /** Of what was said of a person. */
  readonly digest: (words: string) => Buffer;
}

const readingOf = async ({ params, run, signal }: LookupUnit, context: Context): Promise<Reading> => {
  const dictionary = await context.dictionaryOf(params.dataset, run.date, nightCall(signal));
  return {
    reader: lookupReader(params, context),
    dictionary,
    digest: await answerDigest({ dataset: params.dataset, dictionary }, context),
  };
};

/** Each answer is read by itself: what its rows tell of each other they tell of these people only. */
const pageOf = ({ people, answers }: AskedBatch, unit: LookupUnit, { reader, dictionary, digest }: Reading): Page => {
  const { params, run, workId, attempt, sees } = unit;
  const { dataset } = params;
  const parts = answers.map((part) => ({ rows: part.rows, subjects: subjectsAmong(part.people) }));
  const raw = parts.flatMap(({ rows }) => rows);
  const answer = {
    glances: parts.flatMap(({ rows, subjects }) => reader.glance(rows, subjects)),
    read: (known: ReadonlySet<IdNumber>) => parts.flatMap(({ rows, subjects }) => reader.normalise(rows, subjects, dictionary, known).rows),
  };
  const read = readAnswer(answer, people.map(askedPerson(run)), digest);
  return {
    ...{ run, workId, attempt, sees, dataset, kind: 'nightly', position: { run: run.runId }, keysAre: 'personal' },
    rows: read.rows.map((row, index) => ({ raw: raw[index], read: row })),
    asked: people.map(({ member: { personKey, wrappedKey, isCovered }, roster }) => ({
      ...{ personKey, wrappedKey, isCovered, roster },
      part: read.partOf(roster.idNumber),
    })),
  };
};

/** What is known goes by what other nights have read: one that reads everything, or again, reads all that it is told. */
const askedPerson =
  ({ pass, options }: Run) =>
  ({ member, roster }: Asked): AskedPerson => {
    const { personKey, memberId, version, isCovered, answer } = member;
    return {
      personKey,
      idNumber: roster.idNumber,
      comparedWith: `${memberId} ${version}`,
      kept: isCovered && pass === 1 && !options.full ? answer : null,
    };
  };

/** With the code and the words by which it is read: after an upgrade, or under another dictionary, nothing is known. */
const answerDigest = async (
  { dataset, dictionary }: { readonly dataset: Testimony; readonly dictionary: Dictionary },
  { ownCode, lookup }: Context,
): Promise<(words: string) => Buffer> => {
  const reading = canonicalJson({ dataset, dictionary, code: await ownCode() });
  const readBy = lookup.digest('answer', reading).toString('hex');
  return (words) => lookup.digest('answer', `${readBy} ${words}`);
};

interface Asked {
  readonly member: PermittedMember;
  readonly roster: MembersSealed;
  readonly subject: Subject | InsuredSubject;
}

/** In the order of their keys. */
const subjectsOf = async ({ params, checkpoint }: LookupUnit, context: Context): Promise<readonly Asked[]> => {
  const range = await permittedPeople(context.pool, params, params.dataset);
  const members = checkpoint === null ? range : range.filter(({ personKey }) => personKey > checkpoint.after);
  const asked = members.map((member) => {
    const roster = openMember(member, context.vault);
    return { member, roster, subject: { idNumber: roster.idNumber, name: roster.name, idType: member.idType } };
  });
  return params.place === null ? asked : withPersonNumbers(asked, params.place, context);
};

/** The authority's own number for each person, opened from the record that stated it; only people insured in this place. */
const withPersonNumbers = async (asked: readonly Asked[], place: string, { pool, vault }: Context): Promise<readonly Asked[]> => {
  const records = await insuredRecords(
    pool,
    asked.map(({ member }) => member.personKey),
  );
  const byPerson = new Map(records.map((record) => [record.personKey, record]));
  return asked.flatMap(({ member, roster, subject }) => {
    const record = byPerson.get(member.personKey);
    if (record?.sealed == null || record.place !== place) return [];
    const { personNo } = vault.open<PersonSealed>(
      { ...member, dataset: 'person', recordKey: record.recordKey, version: record.version },
      record.sealed,
    );
    return [{ member, roster, subject: { ...subject, personNo, place } }];
  });
};

const lookupReader = ({ dataset }: LookupBatch, context: Context): LookupReader => {
  const reader = readerOf(dataset, context);
  if (reader.kind !== 'lookup') throw new Fault('bug', { code: 'wrong-reader', detail: `${dataset} is not looked up.` });
  return reader;
};
