/**
 * What an operator's browser fetches before the first page stands: the page, the code and look that every page needs, and the code of the first page of
 * the menu, as the server sends them to a browser that takes gzip (brotli, which browsers prefer, is smaller). Beside it what it must not exceed.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { CONSOLE_IS_STALE, isConsoleBuilt } from '../scripts/console-inputs.ts';
import { serveConsole } from '../src/api/console.ts';
import type { Report } from './figures.ts';

const BUILT = join(import.meta.dirname, '../dist/console');
const MOST_BYTES = 500_000;

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
  /** Names of chunks in the manifest. */
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

/** Files that come with these chunks, each once. */
const filesOf = (manifest: Manifest, names: readonly string[], seen: Set<string> = new Set()): readonly string[] =>
  names.flatMap((name) => {
    const chunk = manifest[name];
    if (chunk === undefined || seen.has(name)) return [];
    seen.add(name);
    return [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? []), ...filesOf(manifest, chunk.imports ?? [], seen)];
  });

/** Bytes of the body as they are sent. */
const sentBytes = async (url: string, encoding: string): Promise<number> => {
  const asked = request(url, { headers: { 'accept-encoding': encoding } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  return bytes;
};

const weigh = async (
  paths: readonly string[],
): Promise<readonly { readonly path: string; readonly gzip: number; readonly brotli: number }[]> => {
  const app = express().enable('strict routing');
  serveConsole(app, { uuid: () => 'nonce', signIn: { local: {}, provider: null } });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await Promise.all(
      paths.map(async (path) => ({
        path,
        gzip: await sentBytes(`${base}${path}`, 'gzip'),
        brotli: await sentBytes(`${base}${path}`, 'br, gzip'),
      })),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

export const weight = async (): Promise<Report> => {
  if (!(await isConsoleBuilt())) throw new RangeError(CONSOLE_IS_STALE);
  const manifest = JSON.parse(await readFile(join(BUILT, '.vite/manifest.json'), 'utf8')) as Manifest;
  const entry = 'index.html';
  // Pages stand in the order of the menu, and each is fetched when it is looked at.
  const [firstPage = entry] = manifest[entry]?.dynamicImports ?? [];
  const files = await weigh(['/console/', ...filesOf(manifest, [entry, firstPage]).map((file) => `/console/${file}`)]);
  const total = (encoding: 'gzip' | 'brotli'): number => files.reduce((sum, file) => sum + file[encoding], 0);
  const bytes = total('gzip');
  const lines = files.map(({ path, gzip, brotli }) => `${String(gzip).padStart(9)} ${String(brotli).padStart(9)}  ${path}`);
  const summary = `first load (${firstPage}): ${bytes} bytes gzip, ${total('brotli')} brotli, of ${MOST_BYTES}: ratio ${(bytes / MOST_BYTES).toFixed(2)}`;
  return {
    text: ['     gzip    brotli', ...lines, summary].join('\n'),
    ratio: bytes / MOST_BYTES,
    figures: {
      name: 'first load of the console',
      firstPage,
      bytes,
      brotliBytes: total('brotli'),
      mostBytes: MOST_BYTES,
      files,
    },
    isGood: bytes < MOST_BYTES,
  };
};
