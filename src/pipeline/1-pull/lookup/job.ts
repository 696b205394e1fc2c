/** Asks about a batch of people; whoever is not answered is not held (`interfaces.md` §2: 1101B may leave out absent persons). */
import type { Context } from '../../../context.ts';
import type { PersonContent, PersonSealed } from '../../../domain/canonical.ts';
import { Fault } from '../../../faults.ts';
import { defineStep, nothingMore, type Unit } from '../../../jobs/step.ts';
import { openMember } from '../../../storage/open-member.ts';
import { permittedPeople, type StoredMember } from '../../../storage/people.ts';
import { insuredRecords } from '../../../storage/records.ts';
import type { InsuredSubject, LookupReader, Subject } from '../../../upstream/connector.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { preparePage } from '../../2-normalise/job.ts';
import type { PageRow } from '../../2-normalise/page-roster/job.ts';
import { readerOf } from '../plan/job.ts';
import type { LookupBatch } from '../types.ts';

export const lookUp = defineStep<LookupBatch>({
  name: 'look-up',
  async run(unit, context) {
    const { params, run, workId, attempt, sees } = unit;
    const { dataset } = params;
    const people = await subjectsOf(params, context);
    if (people.length === 0) return nothingMore;
    const asked = people.map(({ member }) => member.personKey);
    sees(asked);
    const rows = await answerAbout(people, unit, context);
    const page = await preparePage(
      { run, workId, attempt, sees, dataset, kind: 'nightly', position: { run: run.runId }, rows, keysAre: 'personal', asked },
      context,
    );
    return async (tx) => {
      await page.save(tx);
      return [];
    };
  },
});

const answerAbout = async (
  people: readonly Asked[],
  { params, run, signal }: Unit<LookupBatch, never>,
  context: Context,
): Promise<readonly PageRow[]> => {
  const reader = lookupReader(params, context);
  const dictionary = await context.dictionaryOf(params.dataset, run.date, nightCall(signal));
  const subjects = people.map(({ subject }) => subject);
  const { rows } = await reader.batch({ subjects, window: params.window }, nightCall(signal));
  return reader.normalise(rows, subjects, dictionary).rows.map((read, index) => ({ raw: rows[index], read }));
};

interface Asked {
  readonly member: StoredMember;
  readonly subject: Subject | InsuredSubject;
}

const subjectsOf = async (params: LookupBatch, context: Context): Promise<readonly Asked[]> => {
  const members = await permittedPeople(context.pool, params, params.dataset);
  const asked = members.map((member) => {
    const { idNumber, name } = openMember(member, context.vault);
    return { member, subject: { idNumber, name, idType: member.content.idType } };
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
  return asked.flatMap(({ member, subject }) => {
    const record = byPerson.get(member.personKey);
    if (record?.sealed == null || (record.content as PersonContent).place !== place) return [];
    const { personNo } = vault.open<PersonSealed>(
      { ...member, dataset: 'person', recordKey: record.recordKey, version: record.version },
      record.sealed,
    );
    return [{ member, subject: { ...subject, personNo, place } }];
  });
};

const lookupReader = ({ dataset }: LookupBatch, context: Context): LookupReader => {
  const reader = readerOf(dataset, context);
  if (reader.kind !== 'lookup') throw new Fault('bug', { code: 'wrong-reader', detail: `${dataset} is not looked up.` });
  return reader;
};
