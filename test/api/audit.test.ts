import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contract } from '../../src/api/route.ts';
import { listAudit, listLooks } from '../../src/api/routes/audit.ts';
import type { Context } from '../../src/context.ts';
import { startOf } from '../../src/domain/period.ts';
import { asFault } from '../../src/faults.ts';
import { startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import type { Caller } from '../../src/security/caller.ts';
import { ledgerHead } from '../../src/storage/ledger.ts';
import { day } from '../support/dossiers.ts';
import { closed, nightPlace, TESTER } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const AUDITOR: Caller = { kind: 'operator', id: 'auditor-1', roles: ['auditor'] };
const CONTRACT: Contract = { info: { title: '', description: '' }, paths: {} };

const place = nightPlace();
let server: Server;
let context: Context;
let caller: Caller | undefined;
let memberId: string;

interface Page {
  readonly items: readonly {
    readonly seq: number;
    readonly at: string;
    readonly actor: string;
    readonly act: string;
    readonly outcome: string;
  }[];
  readonly nextCursor: string | null;
  readonly code?: string;
}

const get = async (path: string): Promise<Page> => {
  const { port } = server.address() as AddressInfo;
  return (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as Page;
};

const answerFault: ErrorRequestHandler = (thrown: unknown, _request, response, _next) => void response.json({ code: asFault(thrown).code });

beforeAll(async () => {
  const { town, courier } = settleTown();
  await place.open();
  place.settle(town);
  place.clock.set(startOf(day('2026-11-23')));
  context = place.context();
  memberId = courier.content.memberId;
  const { run } = await openRun(day('2026-11-22'), { full: false, source: null, waitMs: 0, by: TESTER }, context);
  const engine = await startEngine(context);
  await closed(context, run.runId);
  await engine?.stop();
  const app = express();
  app.use((_request, response, next) => {
    response.locals['caller'] = caller;
    response.locals['traceId'] = 'trace-1';
    next();
  });
  app.get('/v1/audit', listAudit(context, { contract: CONTRACT }));
  app.get('/v1/members/:memberId/looks', listLooks(context, { contract: CONTRACT }));
  app.use(answerFault);
  server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}, 120_000);
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await place.close();
});

describe('the audit ledger over HTTP', () => {
  it('is shown page by page, the newest first, and whoever asks stands in it before they are answered', async () => {
    caller = AUDITOR;
    const first = await get('/v1/audit?limit=3');
    expect(first.items[0]).toMatchObject({ actor: 'operator:auditor-1', act: 'audit-read', outcome: 'listed', trace: 'trace-1' });
    const second = await get(`/v1/audit?limit=3&cursor=${first.nextCursor}`);
    const seqs = [...first.items, ...second.items].map(({ seq }) => seq);
    const newest = first.items[0]?.seq ?? 0;
    expect(seqs).toEqual(Array.from({ length: 6 }, (_, index) => newest - index));
  });

  it('is asked by actor, act and time', async () => {
    caller = AUDITOR;
    const verified = await get('/v1/audit?actor=machine:verify&act=work&limit=100');
    expect(new Set(verified.items.map(({ actor }) => actor))).toEqual(new Set(['machine:verify']));
    expect(verified.nextCursor).toBeNull();
    const [one] = verified.items;
    expect((await get(`/v1/audit?act=work&to=${one?.at}`)).items.every(({ at }) => at < (one?.at ?? ''))).toBe(true);
    expect((await get('/v1/audit?act=work&from=2200-01-01T00:00:00Z')).items).toEqual([]);
  });

  it('says who looked at one member, and nothing of anybody else', async () => {
    caller = AUDITOR;
    const { items } = await get(`/v1/members/${memberId}/looks?limit=100`);
    expect(items.map(({ actor }) => actor)).toEqual(expect.arrayContaining(['operator:auditor-1', 'machine:verify', 'machine:roster']));
    expect(JSON.stringify(items)).not.toContain(memberId);
  });

  it.each([
    ['/v1/members/nobody/looks', 'no-such-member'],
    ['/v1/members/%27/looks', 'no-such-member'],
    ['/v1/audit?cursor=x', 'cursor-unknown'],
    ['/v1/audit?limit=0', 'limit-out-of-range'],
    ['/v1/audit?from=yesterday', 'filter-unreadable'],
    ['/v1/audit?actor=a%20b', 'filter-unreadable'],
  ])('refuses %s, and enters nothing', async (path, code) => {
    caller = AUDITOR;
    const before = await ledgerHead(context.pool);
    expect((await get(path)).code).toBe(code);
    expect((await ledgerHead(context.pool)).seq).toBe(before.seq);
  });

  it('is closed to whoever has not signed in', async () => {
    caller = undefined;
    expect((await get('/v1/audit')).code).toBe('nobody-asks');
    expect((await get(`/v1/members/${memberId}/looks`)).code).toBe('nobody-asks');
  });
});
