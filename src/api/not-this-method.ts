/** A plain no for every method that a path does not have. */
import type { RequestHandler } from 'express';
import { Fault } from '../faults.ts';

export const notThisMethod =
  (allowed: readonly string[]): RequestHandler =>
  (_request, response) => {
    response.setHeader('allow', allowed.join(', '));
    throw new Fault('invalid', { code: 'method-not-allowed', detail: `Here one may only ${allowed.join(', ')}; see /docs.` });
  };
