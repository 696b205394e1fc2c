/** What became of an erasure, as whoever asked for it reads it. Pure. */
import type { Erased, StoredInstead } from '../security/erasure/erase.ts';
import type { Deleted, DeletedTable } from '../storage/erasure.ts';
import { many } from './many.ts';

type Known = Exclude<Erased, { outcome: 'unknown' }>;

/**
 * What happened, what could not be erased and until when, and what stays with the operator. `untold`: withdrawals the aid system is yet to be told of,
 * of whoever was erased.
 */
export const erasedText = (erased: Known, untold: number): string =>
  [...headLines(erased), ...erased.restrictions.flatMap(storedLines), ...withdrawnLines(erased, untold), ''].join('\n');

const headLines = (erased: Known): readonly string[] => {
  if (erased.outcome === 'already-erased') return ['This member was erased before; nothing was left to do.'];
  const gone = goneText(erased.deleted);
  return [
    erased.outcome === 'erased' ? `Erased: the key, and ${gone}.` : `Erased: ${gone}. The key stays for what is stored.`,
    'A backup still opens for them only if it holds the table of keys (person) of an earlier day: keep those few and short-lived.',
  ];
};

/** One of them, and several. */
const THINGS: Readonly<Record<DeletedTable, readonly [string, string]>> = {
  record: ['record of a source', 'records of the sources'],
  finding: ['finding', 'findings'],
  discrepancy: ['discrepancy', 'discrepancies'],
  correction_request: ['correction request', 'correction requests'],
  fact_sheet: ['fact sheet', 'fact sheets'],
  screening: ['screening', 'screenings'],
  screening_case: ['case', 'cases'],
  coverage: ['note of how far back they were read', 'notes of how far back they were read'],
  permission: ['permission', 'permissions'],
  ended_permission: ['ended permission', 'ended permissions'],
  ended_purpose: ['ended purpose', 'ended purposes'],
  quarantine: ['row in quarantine', 'rows in quarantine'],
  application_version: ['version of an application', 'versions of applications'],
  concern: ['concern', 'concerns'],
  verification: ['answer to a question about them', 'answers to questions about them'],
  callback_event: ['callback', 'callbacks'],
  application: ['application', 'applications'],
  member: ['entry of the roster', 'entries of the roster'],
  person_lookup: ['look-up of their number', 'look-ups of their numbers'],
};

const goneText = (deleted: Deleted): string =>
  (Object.entries(deleted) as [DeletedTable, number][]).map(([table, rows]) => many(rows, ...THINGS[table])).join(', ');

const storedLines = ({ until, duties }: StoredInstead): readonly string[] => [
  `Stored sealed until ${until}, and nothing else is done with it (PIPL art. 47):`,
  ...duties.map(({ duty, document, until: last }) => `  ${duty} until ${last}: ${document}`),
];

const withdrawnLines = (erased: Known, untold: number): readonly string[] => {
  const open = erased.outcome === 'already-erased' ? 0 : erased.withdrawing;
  if (untold > 0) {
    const theirs = open === 0 ? '' : `${many(open, 'open application', 'open applications')} of theirs to be withdrawn. `;
    return [
      `${theirs}The aid system is yet to be told of ${many(untold, 'withdrawal', 'withdrawals')} of erased members: the next night does it.`,
    ];
  }
  if (erased.outcome === 'already-erased') return [];
  return [
    open === 0
      ? 'No application of theirs was open.'
      : `Withdrawn at the aid system: ${many(open, 'open application', 'open applications')}.`,
  ];
};
