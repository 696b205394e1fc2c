/** The HTTP server: routes from the contract, problems as answers, nothing personal in either. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import { createApp } from './app.ts';

export interface RunningServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export const listen = async (context: Context): Promise<RunningServer> => {
  const { host, port } = context.config.http;
  const server = createServer(await createApp(context));
  server.listen(port, host);
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw unavailable(cause, host, port);
  });
  const { port: actual } = server.address() as AddressInfo;
  context.log.serviceStarted({ mode: context.config.mode, database: context.config.database.kind, port: actual });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      // Whoever follows a run's events would keep the server open for ever.
      server.closeAllConnections();
      await closed;
      context.log.serviceStopped({ mode: context.config.mode });
    },
  };
};

const unavailable = (cause: NodeJS.ErrnoException, host: string, port: number): Fault => {
  if (cause.code === 'EADDRINUSE')
    return new Fault('conflict', { code: 'port-in-use', detail: `Port ${port} on ${host} is in use; set PORT to another one.`, cause });
  if (cause.code === 'EACCES')
    return new Fault('denied', {
      code: 'port-denied',
      detail: `This user may not listen on port ${port}; set PORT to one above 1023.`,
      cause,
    });
  return new Fault('invalid', {
    code: 'cannot-listen',
    detail: `Cannot listen on ${host}:${port} (${cause.code ?? 'unknown'}); set HOST and PORT.`,
    cause,
  });
};
