import { parseFaults, startSandbox } from '/work/main/src/sandbox/sandbox.ts';
import { medicalInsurance } from '/work/main/connectors/medical-insurance/index.ts';
import { createUpstreamHttp } from '/work/main/src/upstream/http.ts';
import { createProcessQuota, PUBLISHED_RATES } from '/work/main/src/upstream/quota.ts';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { idTypeOf, parseIdNumber } from '/work/main/src/domain/id-number.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';

const crypto = process.argv[2] as 'none' | 'sm';
const faults = parseFaults('medical-insurance:cut@10-60');
const sandbox = await startSandbox({ members: 3000, seed: 7, date: '2026-11-23', crypto, faults });
const env = sandbox.environment;
const now = () => Date.now();
const sleep = async (ms: number, signal: AbortSignal) => { await sleepFor(ms, undefined, { signal }); };
const http = createUpstreamHttp({ source: 'medical-insurance', baseUrl: env['MEDICAL_INSURANCE_BASE_URL']! }, { now, sleep, random: Math.random, quota: createProcessQuota(PUBLISHED_RATES, { now, sleep }), observe: (e) => { if (e.outcome !== 'answered') console.log(e); } });
const v = (k: string) => env[`MEDICAL_INSURANCE_${k}`] ?? '';
const client = medicalInsurance.connect({ paasid: v('PAASID'), token: v('TOKEN'), fixmedinsCode: v('FIXMEDINS_CODE'), fixmedinsName: v('FIXMEDINS_NAME'), admdvs: v('ADMDVS') || '440300', recerSysCode: v('RECER_SYS_CODE'), opterNo: v('OPTER_NO'), opterName: v('OPTER_NAME'),
  crypto: crypto === 'sm' ? { kind: 'sm', appId: v('APP_ID'), appSecret: v('APP_SECRET'), sm2PrivateKey: v('SM2_PRIVATE_KEY'), sm2PeerPublicKey: v('SM2_PEER_PUBLIC_KEY') } : { kind: 'none' } }, { http, now, uuid: randomUUID });
// roster from aid system
const base = env['AID_SYSTEM_BASE_URL']!;
const tok = await (await fetch(`${base}/oauth2/token`, { method: 'POST', headers: { authorization: 'Basic ' + Buffer.from(`${env['AID_SYSTEM_CLIENT_ID']}:${env['AID_SYSTEM_CLIENT_SECRET']}`).toString('base64'), 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials' })).json();
const people = new Map();
let cursor = '';
for (;;) {
  const page = await (await fetch(`${base}/v1/members?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { headers: { authorization: `Bearer ${tok.access_token}` } })).json();
  for (const m of page.items) { const p = parseIdNumber(m.idNumber); if (p.ok) people.set(p.value, { idNumber: p.value, idType: m.idType ?? idTypeOf(p.value), name: m.name }); }
  cursor = page.nextCursor; if (!page.hasMore) break;
}
const subjects = [...people.values()];
console.log('subjects', subjects.length);
const call = { priority: 'night' as const, signal: new AbortController().signal };
const dict = await client.dictionary(call);
console.log(dict.version, Object.keys(dict.tables.psn_idet_type!).length);
const chunk = <T,>(l: T[], n: number) => Array.from({ length: Math.ceil(l.length / n) }, (_, i) => l.slice(i * n, i * n + n));
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const validators = Object.fromEntries(['person', 'settlement', 'registration'].map((d) => [d, ajv.compile(JSON.parse(readFileSync(`/work/main/schemas/canonical/${d}.json`, 'utf8')))]));
const tally: Record<string, number> = {};
const count = (k: string) => { tally[k] = (tally[k] ?? 0) + 1; };
const insuredPeople: any[] = [];
const run = async (reader: any, batch: any[], window: any) => {
  const { rows } = await reader.batch({ subjects: batch, window }, call);
  const { rows: read } = reader.normalise(rows, batch, dict);
  for (const row of read) {
    if (row.ok === true) { count(`${reader.dataset} ok`); if (!validators[reader.dataset]!({ content: row.draft.content, sealed: row.draft.sealed })) { console.log(validators[reader.dataset]!.errors, row.draft); process.exit(1); } }
    else if (row.ok === false) count(`${reader.dataset} broken ${row.broken.reason} ${row.broken.path} ${row.broken.subject === null ? 'nobody' : 'somebody'}`);
    else count(`${reader.dataset} ${row.ok}`);
  }
  return read;
};
const [persons, settlements, registrations] = client.readers as any[];
console.time('night');
for (const b of chunk(subjects, 200)) for (const row of await run(persons, b, null)) if (row.ok === true && row.draft.content.place) {
  const s = people.get(row.draft.subject); for (const i of row.draft.content.identities) count(`identity ${i.category}`);
  insuredPeople.push({ ...s, personNo: row.draft.sealed.personNo, place: row.draft.content.place });
}
const byPlace = Map.groupBy(insuredPeople, (p) => p.place);
for (const [, ps] of byPlace) for (const b of chunk([...new Map(ps.map((p: any) => [p.idNumber, p])).values()], 200)) {
  await run(settlements, b, { from: '2023-11-22', to: '2026-11-22' });
  await run(registrations, b, null);
}
console.timeEnd('night');
let held = 0;
for (const s of [...subjects.slice(0, 5), ...subjects.filter((x) => x.idType !== 'resident-id').slice(0, 5)]) { const a = await client.ask(s, { ...call, priority: 'live' }); if (a.held) held++; }
console.log(tally, 'live held', held, 'insured', insuredPeople.length);
console.log(sandbox.violations());
http.close(); await sandbox.close();
