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
      let coming = asking(batches[0], unit, context);
      for (const [index, people] of batches.entries()) {
        unit.signal.throwIfAborted();
        const answers = await coming;
        // The next are asked about while this answer is read and those before it are saved.
        coming = asking(batches[index + 1], unit, context);
        const page = await preparePage(pageOf({ people, answers }, unit, await reading()), context);
        await behind.add(page, { after: people.at(-1)?.member.personKey ?? unit.params.to });
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

const asking = (people: readonly Asked[] | undefined, unit: LookupUnit, context: Context): Promise<Answers> => {
  if (people === undefined) return Promise.resolve([]);
  unit.sees(people.map(({ member }) => member.personKey));
  return begun(answersFrom(lookupReader(unit.params, context), people, unit));
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

interface AskedBatch {
  readonly people: readonly Asked[];
  readonly answers: Answers;
}

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
