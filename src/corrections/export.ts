/**
 * Correction requests leave the house: to one authority, as a table or a letter. Identities are opened for this and for nothing else; who is named, for
 * what and why is in the ledger before anything is answered, and the file itself is kept nowhere.
 */
import type { Context } from '../context.ts';
import { type Day, dayAt, type Instant } from '../domain/period.ts';
import type { Authority, Dataset, Purpose } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import type { Acting } from '../jobs/acting.ts';
import { AUTHORITY_NAMES } from '../pipeline/3-verify/discrepancy-words.ts';
import { inTransaction } from '../storage/database.ts';
import { awaitedFrom, findDiscrepancies, type ListedDiscrepancy } from '../storage/discrepancy-lists.ts';
import { openMember } from '../storage/open-member.ts';
import { idDigestsOf, membersByKey } from '../storage/people.ts';
import { type Permitted, permissionsOf } from '../storage/permissions.ts';
import { lastComplete } from '../storage/readings.ts';
import { letterOf } from './letter.ts';
import { type OwnRow, ownRowsOf } from './own-rows.ts';
import { noSuchDiscrepancy, notRequested } from './resolve.ts';
import { tableOf } from './table.ts';

export interface Exporting extends Acting {
  readonly format: 'table' | 'letter';
  readonly to: Authority;
  readonly purpose: Purpose;
  /** Null: everything that this authority has not answered. */
  readonly ids: readonly string[] | null;
}

export interface ExportedFile {
  readonly file: Buffer;
  readonly contentType: string;
  /** Says what it is and of which day; names nobody. */
  readonly fileName: string;
  readonly rows: number;
  /** Discrepancies of people who do not permit it for this purpose now. */
  readonly leftOut: number;
}

const MOST = 500;

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const FORMATS = {
  table: { ending: 'xlsx', contentType: `${OFFICE}.spreadsheetml.sheet` },
  letter: { ending: 'docx', contentType: `${OFFICE}.wordprocessingml.document` },
} as const;

const PURPOSE_NAMES: Readonly<Record<Purpose, string>> = {
  'hardship-screening': '困难帮扶',
  'mutual-aid-claim': '互助保障',
  'exclusive-protection': '专属保障',
};

type Tools = Pick<Context, 'pool' | 'vault' | 'ledger' | 'clock' | 'uuid'>;

/** Throws `conflict` where nothing may leave. */
export const exportRequests = async (exporting: Exporting, tools: Tools): Promise<ExportedFile> => {
  const { to, format, purpose } = exporting;
  const wanted = await wantedIn(exporting, tools);
  const permitted = await permittedAmong(wanted, exporting, tools);
  const on = dayAt(tools.clock());
  const rows = await rowsOf(permitted, exporting, tools);
  const leftOut = wanted.length - permitted.length;
  if (rows.length === 0) {
    await record(exporting, { outcome: 'none', found: [], rows: 0, leftOut }, tools);
    throw nothingToExport();
  }
  const file =
    format === 'table' ? await tableOf(rows) : await letterOf(rows, { to: AUTHORITY_NAMES[to].zh, purpose: PURPOSE_NAMES[purpose], on });
  await record(exporting, { outcome: 'exported', found: permitted, rows: rows.length, leftOut }, tools);
  const { ending, contentType } = FORMATS[format];
  return { file, contentType, fileName: fileNameOf(to, on, ending), rows: rows.length, leftOut };
};

const fileNameOf = (to: Authority, on: Day, ending: string): string => `correction-requests-${to}-${on}.${ending}`;

const wantedIn = async ({ ids, to }: Exporting, { pool }: Tools): Promise<readonly ListedDiscrepancy[]> => {
  if (ids === null) {
    const awaited = await awaitedFrom(pool, to, MOST + 1);
    if (awaited.length > MOST) throw tooMany();
    return awaited;
  }
  const chosen = [...new Set(ids)];
  const found = await findDiscrepancies(pool, chosen);
  if (found.length < chosen.length) throw noSuchDiscrepancy();
  const isAwaited = ({ closedRun, requests }: ListedDiscrepancy): boolean =>
    closedRun === null && requests.some(({ addressee, state }) => addressee === to && state === 'open');
  if (!found.every(isAwaited)) throw notRequested();
  return found;
};

/** As it stands now: a consent that was withdrawn today is not waited for until the night. */
const permittedAmong = async (
  wanted: readonly ListedDiscrepancy[],
  { to, purpose }: Exporting,
  { pool }: Tools,
): Promise<readonly ListedDiscrepancy[]> => {
  const permissions = await permissionsOf(pool, [...new Set(wanted.map(({ personKey }) => personKey))]);
  return wanted.filter(({ personKey, statements }) => {
    const permitted = (permissions.get(personKey) ?? ({} satisfies Permitted))[purpose] ?? [];
    return statements.filter(({ source }) => source === to).every(({ restsOn }) => restsOn.every((dataset) => permitted.includes(dataset)));
  });
};

const rowsOf = async (permitted: readonly ListedDiscrepancy[], { to }: Exporting, { pool, vault }: Tools): Promise<readonly OwnRow[]> => {
  const members = await membersByKey(pool, [...new Set(permitted.map(({ personKey }) => personKey))]);
  const people = new Map(members.map((member) => [member.personKey, openMember(member, vault)]));
  const dates = new Map<Dataset, Instant>([...(await lastComplete(pool))].map(([dataset, { asOf }]) => [dataset, asOf]));
  return permitted.flatMap((discrepancy) => {
    const person = people.get(discrepancy.personKey);
    return person === undefined ? [] : ownRowsOf(discrepancy, person, { to, dates });
  });
};

interface Made {
  readonly outcome: 'exported' | 'none';
  readonly found: readonly ListedDiscrepancy[];
  readonly rows: number;
  readonly leftOut: number;
}

const record = ({ by, why, trace, to, format, purpose }: Exporting, { outcome, found, rows, leftOut }: Made, { pool, ledger }: Tools) =>
  inTransaction(pool, async (tx) => {
    const subjects = await idDigestsOf(tx, [...new Set(found.map(({ personKey }) => personKey))]);
    const particulars = { to, format, rows, leftOut, ...(why !== null && { why }) };
    await ledger.append(tx, [
      { caller: by, act: 'discrepancies-exported', purpose, subjects, sources: ['aid-system', to], outcome, trace, particulars },
    ]);
  });

const nothingToExport = (): Fault =>
  new Fault('conflict', {
    code: 'nothing-to-export',
    detail: 'No open request to this authority is about anybody who permits it for this purpose.',
  });
const tooMany = (): Fault =>
  new Fault('conflict', {
    code: 'too-many-to-export',
    detail: `More than ${MOST} requests wait for this authority; choose some by their ids.`,
  });
