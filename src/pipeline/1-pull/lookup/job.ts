/** Asks about people, batch after batch; whoever is not answered is not held (`interfaces.md` §2: 1101B may leave out absent persons). */
import type { Context } from '../../../context.ts';
import type { MembersSealed, PersonContent, PersonSealed } from '../../../domain/canonical.ts';
import { Fault } from '../../../faults.ts';
import { savingBehind } from '../../../jobs/saving-behind.ts';
import { defineStep, type Unit } from '../../../jobs/step.ts';
import { openMember } from '../../../storage/open-member.ts';
import { type PermittedMember, permittedPeople } from '../../../storage/people.ts';
import { insuredRecords } from '../../../storage/records.ts';
import { begun } from '../../../together.ts';
import type { InsuredSubject, LookupReader, Subject } from '../../../upstream/connector.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { type PreparedPage, preparePage } from '../../2-normalise/job.ts';
import type { PageRow } from '../../2-normalise/page-roster/job.ts';
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
    savingBehind(unit, context, async (behind) => {
      const batches = batchesOf(await subjectsOf(unit, context), lookupReader(unit.params, context).batchSize);
      let coming = asking(batches[0], unit, context);
      for (const [index, people] of batches.entries()) {
        unit.signal.throwIfAborted();
        const rows = await coming;
        // The next are asked about while this answer is read and those before it are saved.
        coming = asking(batches[index + 1], unit, context);
        await behind.add(await prepared(people, rows, unit, context), { after: people.at(-1)?.member.personKey ?? unit.params.to });
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

const asking = (people: readonly Asked[] | undefined, unit: LookupUnit, context: Context): Promise<readonly PageRow[]> => {
  if (people === undefined) return Promise.resolve([]);
  unit.sees(people.map(({ member }) => member.personKey));
  return begun(answerAbout(people, unit, context));
};

const prepared = (people: readonly Asked[], rows: readonly PageRow[], unit: LookupUnit, context: Context): Promise<PreparedPage> => {
  const { params, run, workId, attempt, sees } = unit;
  const asked = people.map(({ member: { personKey, wrappedKey, isCovered }, roster }) => ({ personKey, wrappedKey, isCovered, roster }));
  return preparePage(
    {
      run,
      workId,
      attempt,
      sees,
      dataset: params.dataset,
      kind: 'nightly',
      position: { run: run.runId },
      rows,
      keysAre: 'personal',
      asked,
    },
    context,
  );
};

const answerAbout = async (
  people: readonly Asked[],
  { params, run, signal }: LookupUnit,
  context: Context,
): Promise<readonly PageRow[]> => {
  const reader = lookupReader(params, context);
  const dictionary = await context.dictionaryOf(params.dataset, run.date, nightCall(signal));
  const subjects = people.map(({ subject }) => subject);
  const { rows } = await reader.batch({ subjects, window: params.window }, nightCall(signal));
  return reader.normalise(rows, subjects, dictionary).rows.map((read, index) => ({ raw: rows[index], read }));
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
    return { member, roster, subject: { idNumber: roster.idNumber, name: roster.name, idType: member.content.idType } };
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
    if (record?.sealed == null || (record.content as PersonContent).place !== place) return [];
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
