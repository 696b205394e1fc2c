/** Reads a request's body: of the kind and size the contract allows, whole or not at all. */
import { parse as parseForm } from 'node:querystring';
import type { Request, RequestHandler, Response } from 'express';
import { Fault } from '../faults.ts';
import { mustBePlain, mustBeUncompressed } from './body-kind.ts';
import { readJson } from './json.ts';
import type { Body } from './operation.ts';

interface Limits {
  readonly bytes: number;
  /** How deep lists and objects may stand in one another. */
  readonly nested: number;
}

/** Far beyond any single request of the contract. */
const USUAL_LIMITS: Limits = { bytes: 16 * 1024, nested: 16 };

/**
 * A batch of a thousand people fits into the larger. What the aid system adds to its events may be of any length and depth, and is passed over
 * (`interfaces.md`, "Common to all"): refused for it, a decision would be sent for ever.
 */
const LIMITS: Readonly<Record<string, Limits>> = {
  '#/components/schemas/VerificationBatchRequest': { ...USUAL_LIMITS, bytes: 1024 * 1024 },
  '#/components/schemas/AidSystemEvent': { bytes: 1024 * 1024, nested: Number.POSITIVE_INFINITY },
};

const limitsOf = ({ schema }: Body): Limits => LIMITS[schema] ?? USUAL_LIMITS;

export const bodyReader = (body: Body | null): RequestHandler => {
  if (body === null) return (_request, _response, next) => next();
  return async (request, response, next) => {
    request.body = !body.isRequired && isAbsent(request) ? {} : parsed(await bytesOf(request, response, body), body);
    next();
  };
};

/** Its headers announce none (RFC 9112 §6.3), whatever kind they say it were of. */
const isAbsent = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

const bytesOf = async (request: Request, response: Response, body: Body): Promise<Buffer> => {
  mustBePlain(request, body.mediaType);
  return wholeOf(request, response, limitsOf(body).bytes);
};

/**
 * As they came: what is signed is signed over these. The interface that has them signed names no `Content-Type` (`interfaces.md` §4): a sender who knows
 * the secret and calls its JSON `text/plain`, or nothing, would be refused and send it again for ever.
 */
export const signedBytesOf = async (request: Request, response: Response, body: Body): Promise<Buffer> => {
  mustBeUncompressed(request);
  return wholeOf(request, response, limitsOf(body).bytes);
};

export const parsed = (bytes: Buffer, body: Body): unknown => {
  const { mediaType } = body;
  try {
    const text = utf8.decode(bytes);
    return mediaType === 'application/json' ? readJson(text, limitsOf(body).nested) : formOf(text);
  } catch (thrown) {
    throw thrown instanceof Fault ? thrown : unreadable(mediaType, thrown);
  }
};

/** Whoever sends too much is answered as soon as that is known, and not listened to any further. */
const wholeOf = (request: Request, response: Response, most: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      if (!response.headersSent) response.setHeader('connection', 'close');
      parts.length = 0;
      reject(tooLarge());
    };
    if (Number(request.headers['content-length'] ?? 0) > most) return refuse();
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > most) refuse();
      else parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', (thrown) => reject(unreadable('a request', thrown)));
    endsEarly(request, response, () => reject(cutOff()));
  });

/** Whoever has nothing more to say may still listen: they are told that it was not all, also where they ended before anybody read. */
const endsEarly = (request: Request, response: Response, act: () => void): void => {
  const { socket } = request;
  const ended = (): void => {
    if (!request.complete) act();
  };
  if (socket.readableEnded) ended();
  else socket.once('end', ended);
  response.once('close', () => socket.off('end', ended));
};

/** Whole or not at all: a name with a replacement character in it would be another name. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A field stated twice is a list, which no field of a form may be. */
const formOf = (text: string): unknown => {
  const form = parseForm(text, '&', '=', { maxKeys: MOST_FIELDS + 1 });
  if (Object.keys(form).length > MOST_FIELDS) throw new RangeError('more fields than any form has');
  return { ...form };
};
const MOST_FIELDS = 50;

const tooLarge = (): Fault =>
  new Fault('invalid', { code: 'body-too-large', detail: 'The body is larger than any such request needs to be.' });

const cutOff = (): Fault => new Fault('invalid', { code: 'body-unreadable', detail: 'The body ended before it was whole.', fields: ['/'] });

/** What a parser refuses says what it read: only of what kind it was is passed on. */
const unreadable = (kind: string, thrown: unknown): Fault =>
  new Fault('invalid', {
    code: 'body-unreadable',
    detail: `The body is not ${kind} that can be read.`,
    fields: ['/'],
    cause: thrown instanceof Error ? thrown.name : typeof thrown,
  });
