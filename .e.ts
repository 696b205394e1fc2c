import { attachEmbedded } from '/work/main/src/storage/embedded/attach.ts';
import pg from 'pg';
import { randomBytes } from 'node:crypto';
const e = await attachEmbedded(process.env.HUZHENG_HOME!, { now: Date.now, sleep: (ms) => new Promise((r) => setTimeout(r, ms)), randomBytes });
const c = new pg.Client({ connectionString: e.url }); await c.connect();
const keys = (await c.query(`select record_key from record where dataset='contributions' limit 1000`)).rows.map(r=>r.record_key);
for (const q of [`select r.person_key from record c join record r on r.person_key = c.person_key and r.dataset = c.dataset and r.record_key = c.record_key
      where c.dataset = $1 and c.record_key = any($2::text[]) and c.current`]) {
 console.log((await c.query('explain (analyze, buffers) '+q,['contributions',keys])).rows.map(r=>r['QUERY PLAN']).join('\n').slice(0,6000));
}
const pk=(await c.query(`select person_key from record where dataset='contributions' and record_key=any($1)`,[keys])).rows.map(r=>r.person_key);
console.log((await c.query(`explain (analyze) update record r set current = current from unnest($1::uuid[], $2::text[], $3::text[]) as n (person_key, dataset, record_key)
      where r.person_key = n.person_key and r.dataset = n.dataset and r.record_key = n.record_key and r.current and false`,[pk,keys.map(()=>'contributions'),keys])).rows.map(r=>r['QUERY PLAN']).join('\n').slice(0,6000));
await c.query('begin');
console.log((await c.query(`explain (analyze) update record r set current = false from unnest($1::uuid[], $2::text[], $3::text[]) as n (person_key, dataset, record_key)
      where r.person_key = n.person_key and r.dataset = n.dataset and r.record_key = n.record_key and r.current`,[pk,keys.map(()=>'contributions'),keys.map(k=>k+'x')])).rows.map(r=>r['QUERY PLAN']).join('\n').slice(0,4000));
await c.query('rollback');
await c.end(); await e.detach();
