/** A process that stays up and is alone with its embedded server. */
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { openDatabase } from '../../../src/context/database.ts';
import { newHome, removeHome, serverPid } from './homes.ts';

const homes: string[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await removeHome(home);
});

describe('a server that is killed', () => {
  it('is started again also while every connection to it is in somebody’s hands', async () => {
    const home = await newHome();
    homes.push(home);
    const { pool, close } = await openDatabase(readConfig({ HUZHENG_HOME: home, HUZHENG_LOG_LEVEL: 'error' }, { mode: 'migrate' }));
    const held = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    const killed = await serverPid(home);
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => serverPid(home).catch(() => killed), { timeout: 90_000, interval: 250 }).not.toBe(killed);
    for (const client of held) client.release(true);
    const answers = (): Promise<boolean> =>
      pool.query('select 1').then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 60_000, interval: 250 }).toBe(true);
    await close();
  });
});
