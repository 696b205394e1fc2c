import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox, parseFaults } from '/work/main/src/sandbox/sandbox.ts';
import { civilAffairs } from '/work/main/connectors/civil-affairs/index.ts';
import { createUpstreamHttp } from '/work/main/src/upstream/http.ts';
import { createProcessQuota } from '/work/main/src/upstream/quota.ts';
import { instantOf } from '/work/main/src/domain/period.ts';
const faults = process.argv[2] ?? '';
const t0 = performance.now();
const sandbox = await startSandbox({ members: 2000, seed: 7, date: '2026-11-23', faults: parseFaults(faults) });
console.log('sandbox', Math.round(performance.now() - t0), 'ms');
const env = sandbox.environment;
const sleep = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal });
const events: Record<string, number> = {};
const http = createUpstreamHttp({ source: 'civil-affairs', baseUrl: env['CIVIL_AFFAIRS_BASE_URL']! }, { now: Date.now, sleep, random: Math.random, quota: createProcessQuota({}, { now: Date.now, sleep }), observe: (e) => { const k = `${e.operation} ${e.outcome} ${e.code} ${e.httpStatus}`; events[k] = (events[k] ?? 0) + 1; } });
const client = civilAffairs.connect({ rid: env['CIVIL_AFFAIRS_RID']!, appkey: env['CIVIL_AFFAIRS_APPKEY']!, accessKey: env['CIVIL_AFFAIRS_ACCESS_KEY']! }, { http, now: Date.now, uuid: randomUUID });
const call = { priority: 'night' as const, signal: new AbortController().signal };
await client.signIn(call);
const again = async <T>(run: () => Promise<T>): Promise<T> => { for (;;) try { return await run(); } catch (e: any) { console.log('fault', e.kind, e.code, e.retryAfterMs, e.authority); if (e.kind !== 'busy' && e.kind !== 'broken') throw e; await delay(Math.min(e.retryAfterMs ?? 200, 2000)); } };
const people: any[] = [];
for (const reader of client.readers) {
  if (reader.kind !== 'window') continue;
  const t = performance.now(); let offset = 0, total = 1, ok = 0; const broken: Record<string, number> = {}; const cats: Record<string, number> = {};
  while (offset < total) {
    const page = await again(() => reader.page({ from: instantOf(Date.parse('2000-01-01')), to: instantOf(Date.parse('2026-11-22T16:00:00Z')), offset, limit: reader.pageSize }, call));
    total = page.total; offset += page.rows.length;
    for (const row of page.rows) { const r = reader.normalise(row, { version: '', tables: {} }); if (r.ok) { ok++; if (r.draft.dataset==='assistance' && r.draft.content) cats[`${r.draft.content.label}=${r.draft.content.category}`] = (cats[`${r.draft.content.label}=${r.draft.content.category}`] ?? 0) + 1; if (r.draft.subject && people.length < 300) people.push({ idNumber: r.draft.subject, idType: 'resident-id', name: r.draft.stated.name ?? '' }); } else { const k = JSON.stringify([r.broken.reason, r.broken.identityFault, r.broken.path, r.broken.shape]); broken[k] = (broken[k] ?? 0) + 1; } }
  }
  console.log(reader.dataset, { total, ok, broken, cats, ms: Math.round(performance.now() - t) });
}
const family = client.readers.find((r) => r.kind === 'lookup')!;
if (family.kind === 'lookup') for (let i = 0; i < 300; i += 100) {
  const subjects = people.slice(i, i + 100);
  const { rows } = await again(() => family.batch({ subjects, window: null }, call));
  const said = family.normalise(rows, subjects, { version: '', tables: {} });
  const sizes: Record<string, number> = {}; for (const r of said.rows) { const k = r.ok === true ? `size ${(r.draft.content as any).householdSize} head ${(r.draft.content as any).isHead}` : r.ok === false ? r.broken.reason : r.ok; sizes[k] = (sizes[k] ?? 0) + 1; }
  console.log(rows.length, sizes);
}
const t = performance.now();
const answers = await Promise.all(people.slice(0, 100).map((p) => again(() => client.ask(p, { priority: 'live', signal: AbortSignal.timeout(15000) }))));
console.log('asked', answers.length, Math.round(performance.now() - t), answers.slice(0, 3).map((a) => JSON.stringify({ ...a, drafts: a.drafts.map((d) => d.dataset) })));
console.log(events, sandbox.violations());
http.close(); await sandbox.close();
