/** What the mishaps are made with does what it says: a night that was never struck would prove nothing. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer as listen } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Nonsense, standBefore } from '../support/faults/nonsense.ts';
import { layWire, type Wire } from '../support/faults/wire.ts';

const run = promisify(execFile);
const CLOCK = fileURLToPath(new URL('../support/faults/shifted-clock.ts', import.meta.url));
const HOUR_MS = 3_600_000;

/** Says back whatever it hears. */
const wireToEcho = async (): Promise<Wire> => {
  const server = listen((socket) => void socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const wire = await layWire(() => (server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await wire.close();
    server.close();
  });
  return wire;
};

const connected = async ({ port }: Wire) => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  return socket;
};

describe('a wire', () => {
  it('that is cut resets what went through it, and takes calls again when it is mended', async () => {
    const wire = await wireToEcho();
    const socket = await connected(wire);
    socket.write('once');
    expect(String((await once(socket, 'data'))[0])).toBe('once');
    const failed = once(socket, 'error');
    wire.cut('refused');
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
    wire.mend();
    const again = await connected(wire);
    again.write('once more');
    expect(String((await once(again, 'data'))[0])).toBe('once more');
  });

  it('that falls silent loses nothing of what was said meanwhile: it arrives afterwards', async () => {
    const wire = await wireToEcho();
    const socket = await connected(wire);
    const heard: string[] = [];
    socket.on('data', (chunk) => heard.push(String(chunk)));
    socket.write('before');
    await expect.poll(() => heard.join()).toBe('before');
    wire.cut('silent');
    socket.write(', meanwhile');
    // Whoever comes later is not refused, and as silent.
    const later = await connected(wire);
    later.write('later');
    const answered = once(later, 'data');
    expect(heard).toEqual(['before']);
    wire.mend();
    expect(String((await answered)[0])).toBe('later');
    await expect.poll(() => heard.join('')).toBe('before, meanwhile');
  });
});

describe('nonsense', () => {
  const SAYS: Readonly<Record<Nonsense, (answer: { readonly status: number; readonly text: string }) => void>> = {
    'not-json': ({ text }) => expect(() => JSON.parse(text) as unknown).toThrow('not valid JSON'),
    'wrong-types': ({ text }) => expect(JSON.parse(text)).toEqual({ code: [false], rows: { list: 1 } }),
    'too-large': ({ text }) => expect(text.length).toBeGreaterThan(16 * 1024 * 1024),
    'wrong-signature': ({ status, text }) => expect([status, text]).toEqual([403, expect.stringContaining('签名校验失败')]),
  };
  it.each(Object.keys(SAYS) as Nonsense[])('%s is what is heard so often as it was asked for, and then the truth again', async (how) => {
    const server = createServer((_request, response) => void response.end('{"code":0,"rows":[{"a":1}]}'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const between = await standBefore('social-security', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(async () => {
      await between.close();
      server.close();
    });
    const ask = async () => {
      const response = await fetch(`http://127.0.0.1:${between.port}/feed`);
      return { status: response.status, text: await response.text() };
    };
    between.spoil(how, 1);
    SAYS[how](await ask());
    expect([(await ask()).text, between.calls()]).toEqual(['{"code":0,"rows":[{"a":1}]}', 2]);
  });
});

describe('a shifted clock', () => {
  it('is off by what its file says, for whoever asks for the time, and reads times that are given as they are', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'huzheng-clock-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'clock');
    await writeFile(file, String(-HOUR_MS));
    const program = 'console.log(JSON.stringify([Date.now(), new Date().getTime(), new Date(5).getTime(), new Date() instanceof Date]))';
    const { stdout } = await run(process.execPath, [`--import=${CLOCK}`, '-e', program], { env: { SHIFTED_CLOCK: file } });
    const [now = 0, made = 0, given, isDate] = JSON.parse(stdout) as [number, number, number, boolean];
    expect([given, isDate]).toEqual([5, true]);
    for (const told of [now, made]) expect(Math.abs(Date.now() - HOUR_MS - told)).toBeLessThan(HOUR_MS / 2);
  });
});
