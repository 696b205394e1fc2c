/** Reads a request's body: of the kind and size the contract allows, whole or not at all. */
import express, { type RequestHandler } from 'express';
import { Fault } from '../faults.ts';
import type { Body } from './operation.ts';

/** Far beyond any single request; a batch of a thousand people fits into the larger. */
const LIMITS: Readonly<Record<string, string>> = { '#/components/schemas/VerificationBatchRequest': '1mb' };
const USUAL_LIMIT = '16kb';

/** Compressed bodies are refused: a small one may unpack to anything. */
export const bodyReader = (body: Body | null): RequestHandler => {
  if (body === null) return (_request, _response, next) => next();
  const { mediaType, schema } = body;
  const settings = { limit: LIMITS[schema] ?? USUAL_LIMIT, inflate: false, type: mediaType };
  const read =
    mediaType === 'application/json' ? express.json({ ...settings, strict: true }) : express.urlencoded({ ...settings, extended: false });
  return (request, response, next) => {
    if (request.is(mediaType) === false || request.is(mediaType) === null) throw notThisKind(mediaType);
    read(request, response, (thrown?: unknown) => next(thrown === undefined ? undefined : unreadable(thrown, mediaType)));
  };
};

const notThisKind = (mediaType: string): Fault =>
  new Fault('invalid', { code: 'media-type', detail: `The body must be ${mediaType}, in UTF-8 and not compressed.` });

/** What the reader refuses says what it read: none of it is passed on. */
const unreadable = (thrown: unknown, mediaType: string): Fault => {
  const kind = thrown instanceof Error && 'type' in thrown ? String(thrown.type) : '';
  switch (kind) {
    case 'entity.too.large':
    case 'parameters.too.many':
      return new Fault('invalid', { code: 'body-too-large', detail: 'The body is larger than any such request needs to be.' });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return notThisKind(mediaType);
    default:
      return new Fault('invalid', { code: 'body-unreadable', detail: `The body is not ${mediaType} that can be read.`, fields: ['/'] });
  }
};
