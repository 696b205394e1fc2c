/**
 * Reads quarantined rows once more, from what is kept of them: through the same normalising, admission and books as a page of their dataset. Nobody
 * edits a row. Whoever may not be known any more is counted and not stored; what an authority has since said anew is not overwritten; what still
 * cannot be read stays open with the reason of now.
 */
import type { Context } from '../../../context.ts';
import type { PersonSealed } from '../../../domain/canonical.ts';
import { Fault } from '../../../faults.ts';
import { defineStep, nothingMore, type Unit } from '../../../jobs/step.ts';
import type { Tx } from '../../../storage/database.ts';
import { openMember } from '../../../storage/open-member.ts';
import { membersByKey } from '../../../storage/people.ts';
import { holdDataset, insuredRecords } from '../../../storage/records.ts';
import {
  endReplay,
  holdOpen,
  markReplayed,
  type RowToReplay,
  restate,
  rowsToReplay,
  type StillBroken,
  seenSince,
} from '../../../storage/replays.ts';
import type { Dictionary, InsuredSubject, LookupReader, Reader, Subject } from '../../../upstream/connector.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { readerOf } from '../../1-pull/plan/job.ts';
import { book } from '../booking/job.ts';
import { type PreparedPage, preparePage } from '../job.ts';
import type { PageRow } from '../page-roster/job.ts';
import type { ReplayBatch } from './by-row.ts';

/** A page that is saved is not read again, whatever becomes of its unit. */
interface Checkpoint {
  readonly saved: true;
}
type Replaying = Unit<ReplayBatch, Checkpoint>;

interface Reread {
  readonly kept: RowToReplay;
  readonly row: PageRow;
}

export const replayRows = defineStep<ReplayBatch, Checkpoint>({
  name: 'replay',
  async run(unit, context) {
    if (unit.checkpoint !== null) return nothingMore;
    // Rows that their authority has brought meanwhile are not read from what was kept: the others are taken up again. They only get fewer.
    while (!(await replayOnce(unit, context))) unit.signal.throwIfAborted();
    return nothingMore;
  },
});

/** False: some of the rows have been read from their authority meanwhile, and nothing was saved. */
const replayOnce = async (unit: Replaying, context: Context): Promise<boolean> => {
  const { params, run, workId, attempt, sees } = unit;
  const { dataset, kind, replayId } = params;
  const kept = await rowsToReplay(context.pool, params.rows);
  sees(kept.map(({ personKey }) => personKey));
  const reader = readerOf(dataset, context);
  const reread = await withoutOvertaken(await readAgain(kept, reader, unit, context), unit, context);
  const rows = reread.map(({ row }) => row);
  const keysAre = reader.kind === 'lookup' ? 'personal' : 'global';
  const position = { run: run.runId, replay: replayId };
  const page = await preparePage({ run, workId, attempt, sees, dataset, kind, position, rows, keysAre, asked: null }, context);
  const save = async (tx: Tx): Promise<void> => {
    const { told: counts, written } = await page.look(tx)();
    await written;
    await restate(tx, stillBroken(page, reread));
    await markReplayed(tx, idsOf(reread.filter(({ row }) => row.read.ok !== false)));
    await endReplay(tx, params.rows);
    await book(tx, { run, dataset, kind }, [counts], context);
  };
  try {
    await unit.save(
      async (tx) => {
        await holdDataset(tx, dataset);
        if (!(await holdOpen(tx, idsOf(reread)))) throw readMeanwhile();
        await save(tx);
      },
      { checkpoint: { saved: true }, members: page.members },
    );
    return true;
  } catch (thrown) {
    if (isReadMeanwhile(thrown)) return false;
    throw thrown;
  }
};

const stillBroken = ({ broken }: PreparedPage, reread: readonly Reread[]): readonly StillBroken[] =>
  broken.flatMap(({ position, unread: _, ...row }) => {
    const entry = reread[position.row];
    return entry === undefined ? [] : [{ quarantineId: entry.kept.quarantineId, row }];
  });

const idsOf = (rows: readonly Reread[]): readonly string[] => rows.map(({ kept }) => kept.quarantineId);

/** Undoes what the transaction has noted of progress. */
const readMeanwhile = (): Fault =>
  new Fault('busy', { code: 'read-meanwhile', detail: 'Rows of this replay have been read from their authority meanwhile.' });
const isReadMeanwhile = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === 'read-meanwhile';

/** Opens each row and reads it by itself. What a lookup can no longer ask its person about is left as it is. */
const readAgain = async (
  kept: readonly RowToReplay[],
  reader: Reader,
  { params: { dataset }, run, signal }: Replaying,
  context: Context,
): Promise<readonly Reread[]> => {
  if (kept.length === 0) return [];
  const dictionary = await context.dictionaryOf(dataset, run.date, nightCall(signal));
  const subjects = reader.kind === 'lookup' ? await subjectsOf(kept, reader, context) : new Map<string, Subject>();
  return kept.flatMap((one) => {
    const { raw } = context.vault.open<{ readonly raw: unknown }>({ ...one, dataset, recordKey: one.fingerprint, version: 0 }, one.sealed);
    if (reader.kind !== 'lookup') return [{ kept: one, row: { raw, read: reader.normalise(raw, dictionary) } }];
    const subject = subjects.get(one.personKey);
    const read = subject === undefined ? undefined : answerAbout(raw, subject, reader, dictionary);
    return read === undefined ? [] : [{ kept: one, row: { raw, read } }];
  });
};

const answerAbout = (raw: unknown, subject: Subject, reader: LookupReader, dictionary: Dictionary): PageRow['read'] | undefined =>
  reader.normalise([raw], [subject], dictionary).rows[0];

/** Whom each row was answered about, as they would be asked about now. */
const subjectsOf = async (
  kept: readonly RowToReplay[],
  { asks }: LookupReader,
  { pool, vault }: Context,
): Promise<ReadonlyMap<string, Subject | InsuredSubject>> => {
  const members = await membersByKey(pool, [...new Set(kept.map(({ personKey }) => personKey))]);
  const records =
    asks === 'subject'
      ? []
      : await insuredRecords(
          pool,
          members.map(({ personKey }) => personKey),
        );
  const insured = new Map(records.map((record) => [record.personKey, record]));
  return new Map(
    members.flatMap((member) => {
      const { idNumber, name } = openMember(member, vault);
      const subject: Subject = { idNumber, name, idType: member.content.idType };
      if (asks === 'subject') return [[member.personKey, subject]];
      const record = insured.get(member.personKey);
      if (record?.sealed == null || record.place === null) return [];
      const { place, recordKey, version } = record;
      const { personNo } = vault.open<PersonSealed>({ ...member, dataset: 'person', recordKey, version }, record.sealed);
      return [[member.personKey, { ...subject, personNo, place } satisfies InsuredSubject]];
    }),
  );
};

/**
 * A source that says when a row changed lets admission tell the older from the newer. Of the others the later arrival stands: a row that came before
 * what is known of its record is a repetition, and changes nothing.
 */
const withoutOvertaken = async (
  reread: readonly Reread[],
  { params: { dataset } }: Replaying,
  { pool }: Context,
): Promise<readonly Reread[]> => {
  const undated = reread.flatMap(({ kept: { personKey, metAt }, row: { read } }) =>
    read.ok === true && read.draft.changedAt === null ? [{ personKey, metAt, recordKey: read.draft.recordKey }] : [],
  );
  if (undated.length === 0) return reread;
  const seen = await seenSince(pool, dataset, undated);
  return reread.map(({ kept, row }) => {
    const { read } = row;
    const isOvertaken = read.ok === true && read.draft.changedAt === null && seen.has(`${kept.personKey} ${read.draft.recordKey}`);
    return { kept, row: isOvertaken ? { ...row, read: { ok: 'merged' } } : row };
  });
};
