/** Whether the process lives, whether what it needs is there, and what it counts. */
import { SECOND } from '../../domain/period.ts';
import { figuresNow } from '../../observe/figures-now.ts';
import { rememberFor } from '../../remember.ts';
import { databaseFault } from '../../storage/database-faults.ts';
import type { Route } from '../route.ts';

export const health: Route = () => (_request, response) => void response.json({ status: 'ok' });

export const readiness: Route =
  ({ pool }) =>
  async (_request, response) => {
    const database = await pool.query('select 1').then(
      () => 'ok' as const,
      () => 'unreachable' as const,
    );
    response.status(database === 'ok' ? 200 : 503).json({ status: database === 'ok' ? 'ready' : 'not-ready', database });
  };

/** However many scrape, the database is asked no more often than this. */
const FIGURES_FOR_MS = 10 * SECOND;

export const metrics: Route = (context) => {
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
