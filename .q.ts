import { attachEmbedded } from '/work/main/src/storage/embedded/attach.ts';
import pg from 'pg';
import { randomBytes } from 'node:crypto';
const e = await attachEmbedded(process.env.HUZHENG_HOME!, { now: Date.now, sleep: (ms) => new Promise((r) => setTimeout(r, ms)), randomBytes });
const c = new pg.Client({ connectionString: e.url }); await c.connect();
for (const sql of process.argv.slice(2)) { const r = await c.query(sql); console.table(r.rows); }
await c.end(); await e.detach();
