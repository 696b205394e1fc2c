/** Rows of a page that could not be read: what may be kept of them, for whoever mends them. */
import type { Context } from '../../../context.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { IdNumber } from '../../../domain/id-number.ts';
import type { QuarantinedRow } from '../../../storage/quarantine.ts';
import type { BrokenRow } from '../../../upstream/connector.ts';
import type { Page, PageRoster } from '../page-roster/job.ts';
import { plainSpelling } from '../plain-spelling.ts';

/** A broken row as it is kept, and whom it may be about: of none of them it is an absence. */
export interface BrokenRowOfPage extends QuarantinedRow {
  readonly position: { readonly row: number };
  readonly unread: readonly string[];
}

export const brokenRowsOf = (page: Page, roster: PageRoster, context: Context): readonly BrokenRowOfPage[] =>
  page.rows.flatMap(({ read, raw, at }, row) =>
    read.ok === false
      ? [{ ...quarantined({ page, broken: read.broken, raw }, roster, context), position: { ...page.position, row: at ?? row } }]
      : [],
  );

interface UnreadRow {
  readonly page: Page;
  readonly broken: BrokenRow;
  readonly raw: unknown;
}

const quarantined = (row: UnreadRow, roster: PageRoster, context: Context): Omit<BrokenRowOfPage, 'position'> => {
  const { page, broken, raw } = row;
  const { recordKey, path, shape, subject } = broken;
  const permitted = (person: IdNumber) => {
    const entry = roster.get(person);
    return entry?.permitted === true ? entry : undefined;
  };
  const owner = subject === null ? undefined : permitted(subject);
  const possible = [owner, ...(broken.mayBe ?? []).map(permitted)].flatMap((entry) => entry?.personKey ?? []);
  const unread = [...new Set(possible)];
  const personKey = owner?.personKey ?? (unread.length === 1 ? (unread[0] ?? null) : null);
  const reason = reasonOf(broken);
  const fingerprint = fingerprintOf(row, { personKey, reason }, context);
  const { dataset } = page;
  const place = { dataset, recordKey: fingerprint, version: 0 };
  const sealed = owner === undefined || isOfUncertainOwner(row) ? null : context.vault.seal({ ...owner, ...place }, { raw });
  return { dataset, recordKey, reason, path, shape, personKey, sealed, fingerprint, unread };
};

/** Content is kept, sealed, only for people on the roster who agreed to the dataset; and of a lookup only where no number in it makes it doubtful whose it is. */
const isOfUncertainOwner = ({ page, broken }: UnreadRow): boolean => page.keysAre === 'personal' && broken.reason === 'identity-number';

/** The same fault of the same record met again is the same entry, however it is written; a record without a key is known by what it says. */
const fingerprintOf = (
  { page: { dataset, keysAre }, broken: { recordKey, path }, raw }: UnreadRow,
  { personKey, reason }: { readonly personKey: string | null; readonly reason: string },
  { lookup }: Context,
): string => {
  const isKeyed = recordKey !== null && (keysAre === 'global' || personKey !== null);
  const record = isKeyed ? { recordKey, personKey: keysAre === 'global' ? null : personKey } : { raw: plainSpelling(raw) };
  return lookup.digest('row', canonicalJson({ dataset, reason, path, ...record })).toString('hex');
};

/** `identity-number:wrong-check-character` */
export const reasonOf = ({ reason, identityFault }: BrokenRow): string =>
  identityFault === undefined ? reason : `${reason}:${identityFault}`;
