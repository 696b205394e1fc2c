/** Reads a request's body: of the kind and size the contract allows, whole or not at all. */
import { parse as parseForm } from 'node:querystring';
import express, { type Request, type RequestHandler } from 'express';
import { Fault } from '../faults.ts';
import type { Body } from './operation.ts';

/** Far beyond any single request; a batch of a thousand people fits into the larger. */
const LIMITS: Readonly<Record<string, string>> = { '#/components/schemas/VerificationBatchRequest': '1mb' };
const USUAL_LIMIT = '16kb';

/** Compressed bodies are refused: a small one may unpack to anything. */
export const bodyReader = (body: Body | null): RequestHandler => {
  if (body === null) return (_request, _response, next) => next();
  const { mediaType, schema } = body;
  const parse = mediaType === 'application/json' ? jsonOf : formOf;
  const read = express.raw({ limit: LIMITS[schema] ?? USUAL_LIMIT, inflate: false, type: () => true });
  return (request, response, next) => {
    if (typeof request.is(mediaType) !== 'string' || !isUtf8(request)) throw notThisKind(mediaType);
    read(request, response, (thrown?: unknown) => {
      if (thrown !== undefined) return next(unreadable(thrown, mediaType));
      try {
        request.body = parse(textOf(request.body));
      } catch (cause) {
        return next(unreadable(cause, mediaType));
      }
      next();
    });
  };
};

const isUtf8 = (request: Request): boolean => {
  const [, charset = 'utf-8'] = /;\s*charset="?([^";]+)/i.exec(request.get('content-type') ?? '') ?? [];
  return charset.trim().toLowerCase() === 'utf-8';
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Whole or not at all: a name with a replacement character in it would be another name. */
const textOf = (bytes: unknown): string => utf8.decode(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0));

/** Far deeper than any request of the contract. */
const MOST_NESTED = 16;

const jsonOf = (text: string): unknown => {
  if (isNestedDeeper(text, MOST_NESTED)) throw new RangeError('nested deeper than any request is');
  return JSON.parse(text);
};

/** Brackets in texts are no nesting. */
const isNestedDeeper = (text: string, most: number): boolean => {
  let depth = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > most) return true;
  }
  return false;
};

/** A field stated twice is a list, which no field of a form may be. */
const formOf = (text: string): unknown => {
  const form = parseForm(text, '&', '=', { maxKeys: MOST_FIELDS + 1 });
  if (Object.keys(form).length > MOST_FIELDS) throw new RangeError('more fields than any form has');
  return { ...form };
};
const MOST_FIELDS = 50;

const notThisKind = (mediaType: string): Fault =>
  new Fault('invalid', { code: 'media-type', detail: `The body must be ${mediaType}, in UTF-8 and not compressed.` });

/** What the reader refuses says what it read: none of it is passed on. */
const unreadable = (thrown: unknown, mediaType: string): Fault => {
  const kind = thrown instanceof Error && 'type' in thrown ? String(thrown.type) : '';
  switch (kind) {
    case 'entity.too.large':
      return new Fault('invalid', { code: 'body-too-large', detail: 'The body is larger than any such request needs to be.' });
    case 'encoding.unsupported':
      return notThisKind(mediaType);
    default:
      return new Fault('invalid', { code: 'body-unreadable', detail: `The body is not ${mediaType} that can be read.`, fields: ['/'] });
  }
};
