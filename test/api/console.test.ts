import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContract } from '../../src/api/app.ts';
import { serveConsole } from '../../src/api/console.ts';
import { problemsAsIn } from '../../src/api/problem.ts';
import { asFault } from '../../src/faults.ts';
import { type Answer, begin, read } from '../support/api.ts';

const SCRIPT = 'export const answer = 42;';
const PAGE =
  '<meta name="csp-nonce" nonce="%NONCE%"><meta name="sign-in" content="%SIGN_IN%"><script type="module" src="/console/assets/index-abc.js"></script>';

/** A server that has nothing but the console, built into this folder. */
const serving = async (built: string): Promise<Server> => {
  const problems = problemsAsIn(await readContract());
  const app = express().enable('strict routing');
  let answers = 0;
  serveConsole(app, { uuid: () => `nonce-${++answers}`, signIn: { local: {}, provider: null } }, built);
  app.use(((thrown: unknown, _request, response, _next) =>
    problems.send(response, asFault(thrown), 'trace')) satisfies ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

describe('the console', () => {
  let folder: string;
  let server: Server;
  let unbuilt: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huzheng-console-'));
    const built = join(folder, 'built');
    await mkdir(join(built, 'assets'), { recursive: true });
    const files = {
      'index.html': PAGE,
      '.inputs': 'digest',
      'assets/index-abc.js': SCRIPT,
      'assets/index-abc.js.gz': gzipSync(SCRIPT),
      'assets/index-abc.js.br': brotliCompressSync(SCRIPT),
      'assets/look-abc.css': 'p {}',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(built, name), content);
    await writeFile(join(folder, 'secret.js'), 'not theirs');
    server = await serving(built);
    unbuilt = await serving(join(folder, 'nowhere'));
  });
  afterAll(async () => {
    for (const one of [server, unbuilt]) one.close();
    await rm(folder, { recursive: true });
  });

  const urlOf = (one: Server): string => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}, from = server): Promise<Answer> =>
    read(await begin(urlOf(from), { path, headers }));
  const bytesOf = async (path: string, accepted: string): Promise<{ readonly encoding: string | undefined; readonly bytes: Buffer }> => {
    const response = await fetch(`${urlOf(server)}${path}`, { headers: { 'accept-encoding': accepted }, method: 'HEAD' });
    const raw = await begin(urlOf(server), { path, headers: { 'accept-encoding': accepted } });
    const chunks: Buffer[] = [];
    for await (const chunk of raw) chunks.push(chunk as Buffer);
    return { encoding: response.headers.get('content-encoding') ?? undefined, bytes: Buffer.concat(chunks) };
  };

  it.each(['/', '/console'])('%s leads to it', async (path) => {
    expect(await get(path)).toMatchObject({ status: 302, headers: { location: '/console/' } });
  });

  it.each(['/console/', '/console/runs', '/console/runs/2026-11-20', '/console/no/such/page'])(
    '%s is its page, which is never kept',
    async (path) => {
      const answer = await get(path);
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
      expect(answer.text).toContain('/console/assets/index-abc.js');
    },
  );

  it('lets in nothing from elsewhere, no inline script, and styles only by a name of this answer', async () => {
    const [first, second] = [await get('/console/'), await get('/console/')];
    const policy = String(first.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const [, nonce = ''] = /style-src 'self' 'nonce-([^']+)'/.exec(policy) ?? [];
    expect(first.text).toContain(`nonce="${nonce}"`);
    expect(second.text).not.toContain(`nonce="${nonce}"`);
  });

  it('says which ways to sign in there are', async () => {
    expect((await get('/console/')).text).toContain('<meta name="sign-in" content="local">');
  });

  it.each([
    { accepted: 'gzip, deflate, br, zstd', encoding: 'br', opened: (bytes: Buffer) => brotliDecompressSync(bytes) },
    { accepted: 'gzip', encoding: 'gzip', opened: (bytes: Buffer) => gunzipSync(bytes) },
    { accepted: 'identity', encoding: undefined, opened: (bytes: Buffer) => bytes },
    { accepted: 'br;q=0, gzip;q=0', encoding: undefined, opened: (bytes: Buffer) => bytes },
  ])('to whoever accepts "$accepted" a file is sent as $encoding', async ({ accepted, encoding, opened }) => {
    const sent = await bytesOf('/console/assets/index-abc.js', accepted);
    expect(sent.encoding).toBe(encoding);
    expect(opened(sent.bytes).toString()).toBe(SCRIPT);
  });

  it('a file is kept for good, by its kind, and apart by encoding', async () => {
    expect((await get('/console/assets/look-abc.css', { 'accept-encoding': 'br' })).headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
  });

  it.each([
    '/console/assets/none.js',
    '/console/assets/index-abc.js.gz',
    '/console/assets/..%2F..%2Fsecret.js',
    '/console/assets/%2E%2E%2Findex.html',
    '/console/.inputs',
    '/console/index.html',
    '/console/assets/.hidden.js',
    '/console/runs/favicon.ico',
  ])('%s is nothing of it', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, json: { type: 'urn:huzheng:problem:no-such-route' } });
  });

  it('takes nothing', async () => {
    const answer = await read(await begin(urlOf(server), { method: 'POST', path: '/console/runs' }));
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('that is not built says what to do', async () => {
    const answer = await get('/console/', {}, unbuilt);
    expect(answer).toMatchObject({ status: 503, json: { type: 'urn:huzheng:problem:console-not-built' } });
    expect((answer.json as { readonly detail: string }).detail).toContain('npm run build');
  });
});
