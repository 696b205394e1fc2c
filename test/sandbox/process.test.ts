import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startSandboxProcess } from '../../src/sandbox/spawn.ts';
import { AidSystemClient, application } from './client.ts';
import { DATE } from './running.ts';

const OPTIONS = { members: 50, seed: 7, date: DATE };
const folder = new URL('../../src/sandbox/', import.meta.url);

describe('a sandbox in a process of its own', () => {
  test('is asked, judged and closed from its parent', async () => {
    const sandbox = await startSandboxProcess(OPTIONS);
    const applicationId = '5f0e0a4e-0000-5000-8000-000000000001';
    await new AidSystemClient(sandbox).put(applicationId, application('M0000001'));
    expect((await sandbox.counts()).applications.accepted).toBe(1);
    expect(await sandbox.violations()).toEqual([]);
    expect((await sandbox.judge([{ memberId: 'M0000001', flagged: true, suggestedClass: null }])).counts).toMatchObject({
      members: 50,
      flagged: 1,
    });
    await sandbox.decide({ applicationId, status: 'confirmed' });
    expect(await sandbox.applications()).toMatchObject([{ applicationId, status: 'confirmed' }]);
    await expect(sandbox.decide({ applicationId, status: 'declined' })).rejects.toThrow('cannot become declined');
    await sandbox.close();
    await expect(sandbox.counts()).rejects.toThrow('ended');
  });

  test('says whether there are test persons in it', async () => {
    const sandbox = await startSandboxProcess({ ...OPTIONS, members: 200, testPersons: true });
    expect(sandbox.hasTestPersons).toBe(true);
    await sandbox.close();
  });

  test('that is killed says so to whoever needs it, and closed says nothing', async () => {
    const [killed, closed] = await Promise.all([startSandboxProcess(OPTIONS), startSandboxProcess(OPTIONS)]);
    const told = once(killed.ended, 'abort');
    process.kill(killed.pid ?? 0, 'SIGKILL');
    await Promise.all([told, closed.close()]);
    expect(killed.ended.reason).toEqual(new Error('the sandbox process ended (SIGKILL)'));
    expect(closed.ended.aborted).toBe(false);
    await killed.close();
  });

  test.each([
    { changed: { date: 'tomorrow' }, says: 'date: "tomorrow" is not a date in the form yyyy-MM-dd' },
    { changed: { members: -1 }, says: 'members: -1 is not a positive whole number' },
  ])('that cannot start says why: $says', async ({ changed, says }) => {
    await expect(startSandboxProcess({ ...OPTIONS, ...changed })).rejects.toThrow(says);
  });

  test('whose port is taken fails with the system’s code', async () => {
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
    const { port } = occupant.address() as AddressInfo;
    await expect(startSandboxProcess({ ...OPTIONS, portBase: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    occupant.close();
  });

  test('ends by itself when its parent’s channel closes', async () => {
    const child = fork(new URL('process.ts', folder), { execArgv: [] });
    child.send({ type: 'start', options: OPTIONS });
    const [reply] = await once(child, 'message');
    expect(reply.type).toBe('ready');
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  test('leaves no orphan when its parent is killed', async () => {
    const script = `
      const { startSandboxProcess } = await import(${JSON.stringify(new URL('spawn.ts', folder).href)});
      const sandbox = await startSandboxProcess(${JSON.stringify(OPTIONS)});
      console.log(sandbox.environment.AID_SYSTEM_BASE_URL);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const { hostname, port } = new URL(String(line).trim());
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // With a goodbye or with a reset: it is gone either way.
    socket.on('error', () => undefined);
    const hungUp = new Promise((resolve) => socket.once('close', resolve));
    parent.kill('SIGKILL');
    await hungUp;
    await expect(fetch(`http://${hostname}:${port}/`)).rejects.toThrow('fetch failed');
  });
});
