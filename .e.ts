import { attachEmbedded } from '/work/main/src/storage/embedded/attach.ts';
import pg from 'pg';
import { randomBytes } from 'node:crypto';
const e = await attachEmbedded(process.env.HUZHENG_HOME!, { now: Date.now, sleep: (ms) => new Promise((r) => setTimeout(r, ms)), randomBytes });
for (const opt of ['-c synchronous_commit=on','-c synchronous_commit=off']) {
const c = new pg.Client({ connectionString: e.url, options: opt }); await c.connect();
await c.query('create table if not exists zz(a int)');
let t=performance.now(); for(let i=0;i<300;i++) await c.query('insert into zz values(1)'); console.log(opt,(performance.now()-t)/300,'ms per commit');
t=performance.now(); for(let i=0;i<300;i++) await c.query('select 1'); console.log((performance.now()-t)/300,'ms per select');
await c.query('drop table zz'); await c.end(); }
await e.detach();
