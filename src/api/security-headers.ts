/**
 * What keeps a browser from being misled by what it is sent. Pages carry all there is; what programs read, and no browser shows, carries what
 * OWASP's REST Security Cheat Sheet asks of it: every header is written, sent and read once more with every question.
 */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const OF_PROGRAMS = '/v1/';
const FOR_PROGRAMS = new Map([
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cross-origin-resource-policy', 'same-origin'],
  ['referrer-policy', 'no-referrer'],
  ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
]);

export const securityHeaders = (): RequestHandler => {
  const forPages = helmet();
  return (request, response, next) => {
    if (!request.url.startsWith(OF_PROGRAMS)) return forPages(request, response, next);
    response.setHeaders(FOR_PROGRAMS);
    next();
  };
};
