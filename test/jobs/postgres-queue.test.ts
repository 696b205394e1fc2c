/** The queue in the database, and a server that goes away at the worst of moments. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openPostgresQueue } from '../../src/jobs/postgres-queue.ts';
import type { AttemptRef } from '../../src/storage/work.ts';
import { createDatabase } from '../support/database.ts';

/** `ReadyForQuery` outside of a transaction: the first of a session ends its greeting. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** As a server says that it goes (`ErrorResponse`, 57P01). */
const goodbye = (): Buffer => {
  const said = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeInt32BE(said.length + 4, 1);
  return Buffer.concat([head, said]);
};

/** A way to the database on which the next sessions hear, together with their greeting, that it is over. */
const curtWay = async (databaseUrl: string): Promise<{ readonly url: string; readonly curtTo: (sessions: number) => void }> => {
  const url = new URL(databaseUrl);
  const target = Number(url.port);
  let curt = 0;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    let isGreeted = false;
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      if (isGreeted || !bytes.subarray(-READY.length).equals(READY)) return void near.write(bytes);
      isGreeted = true;
      curt -= 1;
      if (curt < 0) near.write(bytes);
      else near.end(Buffer.concat([bytes, goodbye()]));
    });
    for (const [side, other] of [
      [near, far],
      [far, near],
    ] as const)
      side.on('error', () => undefined).on('close', () => other.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    curtTo: (sessions) => {
      curt = sessions;
    },
  };
};

it.each([1, 2, 3, 5, 8])('begins anew, whichever of its sessions are lost as they come about (the first %i)', async (sessions) => {
  const database = await createDatabase();
  onTestFinished(database.drop);
  const { url, curtTo } = await curtWay(database.url);
  const queue = openPostgresQueue({ connectionString: url });
  const done: AttemptRef[] = [];
  curtTo(sessions);
  const worker = queue.work(async (ref) => void done.push(ref), { concurrency: 2, onTrouble: () => undefined });
  onTestFinished(async () => {
    await worker.close();
    await queue.close();
  });
  const added = { workId: '7d1d7c36-6b43-4f8e-9f37-0c1c6a2b9d11', attempt: 1 };
  const isTaken = (): Promise<boolean> =>
    queue.add([{ ...added, step: 'anything' }]).then(
      () => true,
      () => false,
    );
  await expect.poll(isTaken, { timeout: 30_000 }).toBe(true);
  await expect.poll(() => done, { timeout: 30_000 }).toEqual([added]);
});

it('is left at once by whoever leaves while it is only beginning', async () => {
  const database = await createDatabase();
  onTestFinished(database.drop);
  for (let turns = 0; turns < 40; turns += 1) {
    const queue = openPostgresQueue(database.line);
    const worker = queue.work(() => Promise.resolve(), { concurrency: 2, onTrouble: () => undefined });
    if (turns % 2 === 0) queue.ping().catch(() => undefined);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    await worker.close();
    await queue.close();
  }
});
