/** Whether a body is of the kind the contract asks for, as its headers say: that media type, UTF-8, not compressed. */
import type { Request } from 'express';
import { Fault } from '../faults.ts';

/** Throws `invalid` with what is wrong with it. Compressed bodies are refused: a small one may unpack to anything. */
export const mustBePlain = (request: Request, mediaType: string): void => {
  const { 'content-type': type = '' } = request.headers;
  mustBeUncompressed(request);
  if (type === mediaType) return;
  if (typeof request.is(mediaType) !== 'string') throw notThisKind(`The body must be ${mediaType}.`);
  const charsets = charsetsIn(type);
  if (charsets.length > 1) throw notThisKind('The content type names more than one charset; UTF-8 is the only one.');
  if (!charsets.every(isUtf8)) throw notThisKind('The body must be in UTF-8.');
};

/** Throws `invalid`: what is signed is what was written, and a small one may unpack to anything. */
export const mustBeUncompressed = ({ headers }: Request): void => {
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.toLowerCase() !== 'identity') throw notThisKind('The body must not be compressed.');
};

/** A parameter that stands twice is what two readers read differently. */
const charsetsIn = (type: string): readonly string[] => [...type.matchAll(/;\s*charset\s*=\s*"?([^";]*)/gi)].map(([, name = '']) => name);

const isUtf8 = (name: string): boolean => /^utf-?8$/i.test(name.trim());

const notThisKind = (detail: string): Fault => new Fault('invalid', { code: 'media-type', detail });
