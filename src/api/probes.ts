/** What an orchestrator and Prometheus ask of a process that serves nothing else (`work`, `schedule`): whether it lives, is ready, and what it counts. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import type { Context } from '../context.ts';
import { portUnavailable } from './port-unavailable.ts';
import { health, metrics, type Probe, readiness } from './routes/health.ts';

const PROBES: Readonly<Record<string, Probe>> = { '/healthz': health, '/readyz': readiness, '/metrics': metrics };

/** Does `act` while they can be asked, with the port they are asked on; null: none was named. */
export const withProbes = async <T>(context: Context, act: (port: number | null) => Promise<T>): Promise<T> => {
  const { probes } = context.config;
  if (probes === null) return act(null);
  const server = createServer(probeApp(context)).listen(probes.port, probes.host);
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw portUnavailable(cause, { ...probes, variable: 'HUZHENG_PROBE_PORT' });
  });
  try {
    return await act((server.address() as AddressInfo).port);
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
};

const probeApp = (context: Context) => {
  const app = express().disable('x-powered-by').disable('etag');
  for (const [path, probe] of Object.entries(PROBES)) app.get(path, probe(context));
  return app.use(nothingElse);
};

const nothingElse: RequestHandler = (_request, response) => void response.status(404).json({ paths: Object.keys(PROBES) });
