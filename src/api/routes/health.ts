/** Whether the process lives, whether what it needs is there, and what it counts. */
import { alertCounts } from '../../storage/alert-messages.ts';
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

export const metrics: Route =
  ({ metrics: counted, upstreamStates, pool }) =>
  async (_request, response) => {
    // Whoever counts must be answered while the database is away too: what stood last then stands.
    await alertCounts(pool).then(counted.alertsCounted, () => undefined);
    const { contentType, text } = await counted.exposition(upstreamStates());
    response.type(contentType).send(text);
  };
