/** Whether the process lives, whether what it needs is there, and what it counts. */

import type { RequestHandler } from 'express';
import type { Context } from '../../context.ts';
import { SECOND } from '../../domain/period.ts';
import { figuresNow } from '../../observe/figures-now.ts';
import { readinessNow } from '../../observe/readiness.ts';
import { rememberFor } from '../../remember.ts';
import { databaseFault } from '../../storage/database-faults.ts';
import type { components } from '../contract.ts';

/** Asked by machines, of every process: they need nothing that is published. */
export type Probe = (context: Context) => RequestHandler;

export const health: Probe = () => (_request, response) => void response.json({ status: 'ok' });

export const readiness: Probe = (context) => async (_request, response) => {
  const now = await readinessNow(context);
  response
    .status(now.status === 'ready' ? 200 : 503)
    .json({ ...now, missing: [...now.missing] } satisfies components['schemas']['Readiness']);
};

/** However many scrape, the database is asked no more often than this. */
const FIGURES_FOR_MS = 10 * SECOND;

export const metrics: Probe = (context) => {
  const { metrics: counted, upstreamStates, pool, now, log } = context;
  const figures = rememberFor(FIGURES_FOR_MS, now, () => figuresNow(context));
  return async (_request, response) => {
    // What the process itself counts is told all the same, and that the database is not there.
    const known = await figures().catch((thrown: unknown) => {
      log.failed({ doing: 'count-figures', fault: databaseFault(thrown) });
      return null;
    });
    const { contentType, text } = await counted.exposition({ circuits: upstreamStates(), connections: pool }, known);
    response.type(contentType).send(text);
  };
};
