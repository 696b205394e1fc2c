import { attachEmbedded } from '/work/main/src/storage/embedded/attach.ts';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
const tools = { now: Date.now, sleep: (ms: number) => sleep(ms), randomBytes };
const home = process.argv[2]!;
for (let i = 0; i < 2; i++) {
let t = Date.now(); const a = await attachEmbedded(home, tools); console.log(a.state, a.url.replace(/:[^:@]*@/, ':…@'), Date.now()-t); t=Date.now();
const b = await attachEmbedded(home, tools); console.log(b.state, Date.now()-t); t=Date.now(); await a.detach(); console.log('a out', Date.now()-t); t=Date.now(); await b.detach(); console.log('b out', Date.now()-t);
}
