/** Members among the people a page is about; what the roster states of them is opened only when a row compares with it. */
import type { Context } from '../../../context.ts';
import type { MembersSealed } from '../../../domain/canonical.ts';
import { birthDateOf, type IdNumber } from '../../../domain/id-number.ts';
import type { Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { openMember } from '../../../storage/open-member.ts';
import { type KnownMember, knownMembers, rosterHits } from '../../../storage/people.ts';
import type { ReadingKind } from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';
import type { LookupRow } from '../../../upstream/connector.ts';
import type { Part } from '../../1-pull/kept-answers.ts';
import type { RosterEntry } from '../admission.ts';
import type { RosterStatement } from '../grade.ts';

/** A page on its way: of which dataset, read by which unit of work, and its rows as they came and as they were read. */
export interface Page {
  readonly run: Run;
  readonly workId: string;
  readonly attempt: number;
  /** The unit's: members who stand on it are looked at. */
  readonly sees: (personKeys: readonly string[]) => void;
  readonly dataset: Testimony;
  readonly kind: ReadingKind;
  /** Where it stood, for whoever looks at a quarantined row. No personal data. */
  readonly position: object;
  readonly rows: readonly PageRow[];
  /** Rows that a catch-up had no use for: about nobody it reads for. */
  readonly passedBy?: number;
  readonly keysAre: 'global' | 'personal';
  /** Whom a lookup asked about: who of them is not answered is not held. Null: nobody was asked, and nothing is absent. */
  readonly asked: readonly AskedMember[] | null;
}

/** A member who may be asked about, opened. */
export interface AskedMember {
  readonly personKey: string;
  readonly wrappedKey: Buffer;
  readonly roster: MembersSealed;
  /** Somebody has asked about them before, since they might be asked about. */
  readonly isCovered: boolean;
  readonly part: Part;
}

/** Of a feed never anything but read, or not readable. */
export type PageRow = {
  readonly raw: unknown;
  /** Where it stood on the page, if not where it stands here. */
  readonly at?: number;
  readonly read: LookupRow;
};

export type PageRoster = ReadonlyMap<IdNumber, RosterEntry & { readonly wrappedKey: Buffer }>;

/** Whoever was asked about is known already; rows about others, and those of a feed, are looked up. */
export const rosterOf = async (page: Page, context: Context): Promise<PageRoster> => {
  const asked = (page.asked ?? []).map(askedEntry);
  const known = new Set(asked.map(([idNumber]) => idNumber));
  const unknown = [...new Set(page.rows.flatMap(subjectOf))].filter((idNumber) => !known.has(idNumber));
  return new Map([...asked, ...(await entriesOf(unknown, page, context))]);
};

type PageEntry = readonly [IdNumber, RosterEntry & { readonly wrappedKey: Buffer }];

/** Only who may be asked about is asked about. */
const askedEntry = ({ roster, personKey, wrappedKey }: AskedMember): PageEntry => [
  roster.idNumber,
  { personKey, wrappedKey, permitted: true, statement: () => statementOf(roster) },
];

const entriesOf = async (idNumbers: readonly IdNumber[], { rows, dataset }: Page, context: Context): Promise<readonly PageEntry[]> => {
  if (idNumbers.length === 0) return [];
  const { pool, lookup, vault } = context;
  const byDigest = new Map(idNumbers.map((idNumber) => [lookup.digest('identity-number', idNumber).toString('hex'), idNumber]));
  const digests = [...byDigest.keys()].map((hex) => Buffer.from(hex, 'hex'));
  const entry = ({ idDigest, personKey, wrappedKey, permitted }: KnownMember, statement: () => RosterStatement): PageEntry => [
    foundBy(byDigest.get(idDigest.toString('hex'))),
    { personKey, wrappedKey, permitted: permitted.includes(dataset), statement },
  ];
  if (!rows.some(statesSomething)) return (await knownMembers(pool, digests)).map((hit) => entry(hit, nothingToCompare));
  return (await rosterHits(pool, digests)).map((hit) => entry(hit, () => statementOf(openMember(hit, vault))));
};

const foundBy = (idNumber: IdNumber | undefined): IdNumber => {
  if (idNumber === undefined)
    throw new Fault('bug', { code: 'roster-mismatch', detail: 'The roster answered about somebody nobody asked about.' });
  return idNumber;
};

const statesSomething = ({ read }: PageRow): boolean =>
  read.ok === true && (read.draft.stated.name !== null || read.draft.stated.birthDate !== null || read.draft.stated.employer !== null);

const nothingToCompare = (): never => {
  throw new Fault('bug', { code: 'nothing-to-compare', detail: 'A row that states nothing was to be compared with the roster.' });
};

const subjectOf = ({ read }: PageRow): readonly IdNumber[] => {
  switch (read.ok) {
    case true:
      return read.draft.subject === null ? [] : [read.draft.subject];
    case false:
      return [...(read.broken.subject === null ? [] : [read.broken.subject]), ...(read.broken.mayBe ?? [])];
    case 'other':
      return read.subject === null ? [] : [read.subject];
    case 'merged':
    case 'known':
      return [];
  }
};

const statementOf = ({ idNumber, name, employerName, employerUscc }: MembersSealed): RosterStatement => {
  const employer = employerName === null && employerUscc === null ? null : { name: employerName, uscc: employerUscc };
  return { name, bornOn: birthDateOf(idNumber), employer };
};
