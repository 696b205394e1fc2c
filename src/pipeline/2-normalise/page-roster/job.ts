/** Members among the people a page is about; what the roster states of them is opened only when a row compares with it. */
import type { Context } from '../../../context.ts';
import { birthDateOf, type IdNumber } from '../../../domain/id-number.ts';
import type { Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { openMember } from '../../../storage/open-member.ts';
import { type RosterHit, rosterHits } from '../../../storage/people.ts';
import type { ReadingKind } from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';
import type { Normalised } from '../../../upstream/connector.ts';
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
  readonly keysAre: 'global' | 'personal';
  /** Keys of the people a lookup asked about: who of them is not answered is not held. Null: nobody was asked, and nothing is absent. */
  readonly asked: readonly string[] | null;
}

/** `other`: about somebody who was not asked about; `merged`: part of another row's record. */
export type PageRow = {
  readonly raw: unknown;
  readonly read: Normalised | { readonly ok: 'other'; readonly subject: IdNumber | null } | { readonly ok: 'merged' };
};

export type PageRoster = ReadonlyMap<IdNumber, RosterEntry & { readonly wrappedKey: Buffer }>;

export const rosterOf = async ({ rows, dataset }: Page, context: Context): Promise<PageRoster> => {
  const hits = await hitsOf([...new Set(rows.flatMap(subjectOf))], context);
  return new Map(
    hits.map(({ idNumber, hit }) => {
      const { personKey, wrappedKey } = hit;
      const statement = (): RosterStatement => statementOf(idNumber, hit, context);
      return [idNumber, { personKey, wrappedKey, permitted: hit.permitted.includes(dataset), statement }];
    }),
  );
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
      return [];
  }
};

const hitsOf = async (idNumbers: readonly IdNumber[], { pool, lookup }: Context) => {
  const byDigest = new Map(idNumbers.map((idNumber) => [lookup.digest('identity-number', idNumber).toString('hex'), idNumber]));
  const digests = [...byDigest.keys()].map((hex) => Buffer.from(hex, 'hex'));
  return (await rosterHits(pool, digests)).map((hit) => {
    const idNumber = byDigest.get(hit.idDigest.toString('hex'));
    if (idNumber === undefined)
      throw new Fault('bug', { code: 'roster-mismatch', detail: 'The roster answered about somebody nobody asked about.' });
    return { idNumber, hit };
  });
};

const statementOf = (idNumber: IdNumber, hit: RosterHit, { vault }: Context): RosterStatement => {
  const { name, employerName, employerUscc } = openMember(hit, vault);
  const employer = employerName === null && employerUscc === null ? null : { name: employerName, uscc: employerUscc };
  return { name, bornOn: birthDateOf(idNumber), employer };
};
