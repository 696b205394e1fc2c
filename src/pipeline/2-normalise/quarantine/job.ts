/** Rows of a page that could not be read: what may be kept of them, for whoever mends them. */
import type { Context } from '../../../context.ts';
import type { QuarantinedRow } from '../../../storage/quarantine.ts';
import type { BrokenRow } from '../../../upstream/connector.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Page, PageRoster } from '../page-roster/job.ts';

export const brokenRowsOf = (page: Page, roster: PageRoster, context: Context): readonly QuarantinedRow[] =>
  page.rows.flatMap(({ read, raw }, row) =>
    read.ok === false
      ? [{ ...quarantined({ dataset: page.dataset, broken: read.broken, raw }, roster, context), position: { ...page.position, row } }]
      : [],
  );

interface UnreadRow {
  readonly dataset: Page['dataset'];
  readonly broken: BrokenRow;
  readonly raw: unknown;
}

/** Content is kept, sealed, only for people on the roster. The same broken row met again has the same fingerprint. */
const quarantined = (
  { dataset, broken, raw }: UnreadRow,
  roster: PageRoster,
  { vault, lookup }: Context,
): Omit<QuarantinedRow, 'position'> => {
  const { recordKey, path, shape, subject } = broken;
  const owner = subject === null ? undefined : roster.get(subject);
  const reason = reasonOf(broken);
  const fingerprint = lookup.digest('row', canonicalJson({ dataset, reason, raw })).toString('hex');
  const sealed = owner === undefined ? null : vault.seal({ ...owner, dataset, recordKey: fingerprint, version: 0 }, { raw });
  return { dataset, recordKey, reason, path, shape, personKey: owner?.personKey ?? null, sealed, fingerprint };
};

/** `identity-number:wrong-check-character` */
export const reasonOf = ({ reason, identityFault }: BrokenRow): string =>
  identityFault === undefined ? reason : `${reason}:${identityFault}`;
