/** The audit ledger: what was done, and who looked at one member. To ask is itself an entry, written before anything is shown. */
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { noSuchMember } from '../../security/erasure/looks-of-erased.ts';
import { auditRead } from '../../security/ledger/audit-read.ts';
import { listEntries, looksAt } from '../../storage/ledger-reading.ts';
import { idDigestOfMember } from '../../storage/people.ts';
import { instantIn } from '../instant.ts';
import { type Paging, pageOf } from '../paging.ts';
import { admittedTo, callerOf, parametersOf, type Route } from '../route.ts';

interface Filter extends Paging {
  readonly actor?: string;
  readonly act?: string;
  readonly from?: string;
  readonly to?: string;
}

export const listAudit: Route = (context) => async (_request, response) => {
  const { actor = null, act = null, from, to, ...paging } = parametersOf<Filter>(response);
  const filter = {
    actor,
    act,
    from: from === undefined ? null : instantIn('from', from),
    to: to === undefined ? null : instantIn('to', to),
    before: positionIn(paging),
  };
  await recordRead(response, [], context);
  response.json(pageOf(await listEntries(context.pool, { ...filter, limit: paging.limit + 1 }), paging, seqOf));
};

export const listLooks: Route = (context) => async (_request, response) => {
  const { memberId, ...paging } = parametersOf<Paging & { readonly memberId: string }>(response);
  const digest = await idDigestOfMember(context.pool, memberId);
  if (digest === null) throw await noSuchMember(memberId, context);
  await recordRead(response, [digest], context);
  const subject = context.ledger.subjectOf(digest);
  response.json(pageOf(await looksAt(context.pool, { subject, before: positionIn(paging), limit: paging.limit + 1 }), paging, seqOf));
};

/** The cursor of a page is the number of its last entry. */
const seqOf = ({ seq }: { readonly seq: number }): string => String(seq);
const positionIn = ({ cursor }: Paging): number | null => (cursor === undefined ? null : Number(cursor));

const recordRead = (response: Response, subjects: readonly Buffer[], { ledger }: Context): Promise<void> =>
  ledger.record(auditRead({ caller: callerOf(response), trace: admittedTo(response).traceId, subjects, outcome: 'listed' }));
