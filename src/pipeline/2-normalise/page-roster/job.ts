/** Members among the people a page is about; what the roster states of them is opened only when a row compares with it. */
import type { Context } from '../../../context.ts';
import { birthDateOf, type IdNumber } from '../../../domain/id-number.ts';
import { type Day, dayAt } from '../../../domain/period.ts';
import { Fault } from '../../../faults.ts';
import { openMember } from '../../../storage/open-member.ts';
import { type RosterHit, rosterHits } from '../../../storage/people.ts';
import type { RosterEntry } from '../admission.ts';
import type { RosterStatement } from '../grade.ts';
import type { Page, PageRow } from '../job.ts';

export type PageRoster = ReadonlyMap<IdNumber, RosterEntry & { readonly wrappedKey: Buffer }>;

export const rosterOf = async ({ rows, run, dataset }: Page, context: Context): Promise<PageRoster> => {
  const hits = await hitsOf([...new Set(rows.flatMap(subjectOf))], dayAt(run.businessAt), context);
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
      return read.broken.subject === null ? [] : [read.broken.subject];
    case 'other':
      return read.subject === null ? [] : [read.subject];
    case 'merged':
      return [];
  }
};

const hitsOf = async (idNumbers: readonly IdNumber[], on: Day, { pool, lookup }: Context) => {
  const byDigest = new Map(idNumbers.map((idNumber) => [lookup.digest('identity-number', idNumber).toString('hex'), idNumber]));
  const digests = [...byDigest.keys()].map((hex) => Buffer.from(hex, 'hex'));
  return (await rosterHits(pool, digests, on)).map((hit) => {
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
