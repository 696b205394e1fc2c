/** The audit ledger: what was done, and who looked at one member. To ask is itself an entry, written before anything is shown. */
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { type Instant, instantOf } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import type { Caller } from '../../security/caller.ts';
import { type AuditRead, auditRead } from '../../security/ledger/audit-read.ts';
import { listEntries, looksAt } from '../../storage/ledger-reading.ts';
import { idDigestOfMember } from '../../storage/people.ts';
import { readLimit, unknownCursor } from '../paging.ts';
import type { Route } from '../route.ts';

/** The cursor of a page is the number of its last entry. */
export const listAudit: Route = (context) => async (request, response) => {
  const asked = askedBy(response);
  const { query } = request;
  const limit = readLimit(query['limit']);
  const filter = {
    actor: readWord(query['actor'], 'actor'),
    act: readWord(query['act'], 'act'),
    from: readInstant(query['from'], 'from'),
    to: readInstant(query['to'], 'to'),
    before: readCursor(query['cursor']),
  };
  await recordRead(asked, [], context);
  response.json(pageOf(await listEntries(context.pool, { ...filter, limit: limit + 1 }), limit));
};

export const listLooks: Route = (context) => async (request, response) => {
  const asked = askedBy(response);
  const limit = readLimit(request.query['limit']);
  const before = readCursor(request.query['cursor']);
  const digest = await mustFind(request.params['memberId'], context);
  await recordRead(asked, [digest], context);
  const subject = context.ledger.subjectOf(digest);
  response.json(pageOf(await looksAt(context.pool, { subject, before, limit: limit + 1 }), limit));
};

const pageOf = <T extends { readonly seq: number }>(found: readonly T[], limit: number) => {
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? String(items.at(-1)?.seq) : null };
};

type Asked = Pick<AuditRead, 'caller' | 'trace'>;

const recordRead = (asked: Asked, subjects: readonly Buffer[], { ledger }: Context): Promise<void> =>
  ledger.record(auditRead({ ...asked, subjects, outcome: 'listed' }));

/** Whoever signed in, as sign-in leaves it; before anything else, so that a door without one stays shut and tells nothing. */
const askedBy = ({ locals }: Response): Asked => {
  const caller = locals['caller'] as Caller | undefined;
  if (caller === undefined)
    throw new Fault('denied', { code: 'nobody-asks', detail: 'The audit ledger is shown only to somebody who signed in.' });
  const trace = locals['traceId'];
  return { caller, trace: typeof trace === 'string' ? trace : null };
};

const MEMBER_ID = /^[\w-]{1,64}$/;

const mustFind = async (stated: unknown, { pool }: Context): Promise<Buffer> => {
  const digest = typeof stated === 'string' && MEMBER_ID.test(stated) ? await idDigestOfMember(pool, stated) : null;
  if (digest === null) throw new Fault('invalid', { code: 'no-such-member', detail: 'There is no such member on the roster.' });
  return digest;
};

const readCursor = (stated: unknown): number | null => {
  if (stated === undefined) return null;
  if (typeof stated !== 'string' || !/^\d{1,15}$/.test(stated)) throw unknownCursor();
  return Number(stated);
};

const WORD = /^[\w.:@-]{1,120}$/;

const readWord = (stated: unknown, name: string): string | null => {
  if (stated === undefined) return null;
  if (typeof stated !== 'string' || !WORD.test(stated)) throw unreadable(name, 'a word as it stands in an entry');
  return stated;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

const readInstant = (stated: unknown, name: string): Instant | null => {
  if (stated === undefined) return null;
  const epoch = typeof stated === 'string' && INSTANT.test(stated) ? Date.parse(stated) : Number.NaN;
  if (Number.isNaN(epoch)) throw unreadable(name, 'an instant such as 2026-11-23T08:30:00+08:00');
  return instantOf(epoch);
};

const unreadable = (name: string, wanted: string): Fault =>
  new Fault('invalid', { code: 'filter-unreadable', detail: `${name} is ${wanted}.` });
