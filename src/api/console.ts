/**
 * The operator's console as `npm run build` left it: files that never change under their name, and one page that names them, whose policy lets in
 * nothing from elsewhere. Whoever asks for a page below `/console/` gets that page; which one it is, it sees by its own address.
 */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import type { SignIn } from '../security/sign-in/sign-in.ts';
import { notThisMethod } from './not-this-method.ts';

const HOME = '/console/';
const BUILT = join(import.meta.dirname, '../../dist/console');

interface Serving extends Pick<Context, 'uuid'> {
  /** Ways to sign in that there are here. */
  readonly signIn: Readonly<Record<keyof Pick<SignIn, 'local' | 'provider'>, object | null>>;
}

/** Files are looked up when they are asked for: a console that is built later is there at once. */
export const serveConsole = (app: Express, context: Serving, built: string = BUILT): void => {
  const readable = notThisMethod(['GET', 'HEAD']);
  const toHome: RequestHandler = (_request, response) => response.redirect(302, HOME);
  app.route('/').get(toHome).all(readable);
  app.route('/console').get(toHome).all(readable);
  app.route('/console/assets/:name').get(sendAsset(built)).all(readable);
  app.route('/console/{*path}').get(sendPage(context, built)).all(readable);
};

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** As the build names them; nothing leads out of the folder. */
const ASSET_NAME = /^[\w-][\w.-]*$/;
const YEAR_SECONDS = 31_536_000;

const sendAsset =
  (built: string): RequestHandler =>
  async (request, response) => {
    const { name = '' } = request.params;
    const type = TYPES[extname(String(name))];
    const found =
      type !== undefined && ASSET_NAME.test(String(name)) ? await readAsset(join(built, 'assets', String(name)), request) : null;
    if (type === undefined || found === null) throw noSuchFile();
    // Its name has a digest of its content.
    response.setHeader('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`);
    response.setHeader('vary', 'accept-encoding');
    if (found.encoding !== null) response.setHeader('content-encoding', found.encoding);
    response.setHeader('content-type', type).send(found.content);
  };

/** Compressed when it was built, the smaller first. */
const ENCODINGS = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const;

interface Asset {
  readonly content: Buffer;
  /** Null: as it is. */
  readonly encoding: string | null;
}

const readAsset = async (path: string, request: Request): Promise<Asset | null> => {
  for (const { encoding, suffix } of ENCODINGS) {
    if (request.acceptsEncodings(encoding) !== encoding) continue;
    const content = await contentOf(`${path}${suffix}`);
    if (content !== null) return { content, encoding };
  }
  const content = await contentOf(path);
  return content === null ? null : { content, encoding: null };
};

/** Null: there is no such file. */
const contentOf = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return null;
    throw thrown;
  });

/** Styles are let in by a name that holds for this answer alone: Ant Design makes its own as they are needed. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const sendPage =
  ({ uuid, signIn: { local, provider } }: Serving, built: string): RequestHandler =>
  async (request, response) => {
    if (isFileName(request)) throw noSuchFile();
    const page = await contentOf(join(built, 'index.html'));
    if (page === null) throw notBuilt();
    const ways = Object.entries({ local, provider }).flatMap(([way, there]) => (there === null ? [] : [way]));
    answerPage(response, page.toString('utf8').replace('%SIGN_IN%', ways.join(' ')), uuid());
  };

const answerPage = (response: Response, page: string, nonce: string): void => {
  response.setHeader('content-security-policy', policyWith(nonce));
  response.setHeader('cache-control', 'no-store');
  response.type('html').send(page.replaceAll('%NONCE%', nonce));
};

/** No address of a page has a dot in its last part: what has one is a file, and those are elsewhere. */
const isFileName = ({ path }: Request): boolean => path.split('/').at(-1)?.includes('.') === true;

const noSuchFile = (): Fault =>
  new Fault('invalid', { code: 'no-such-route', detail: 'There is no such file; the console begins at /console/.' });
const notBuilt = (): Fault =>
  new Fault('busy', {
    code: 'console-not-built',
    detail: 'The console is not built here; run `npm run build` in the folder of this project.',
  });
