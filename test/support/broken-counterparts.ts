/** Authorities on real sockets that do not answer as they should, and a process that talks to them. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { CREDENTIALS } from './counterpart-variables.ts';

const listenWith = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Takes every call and never answers. */
export const stalling = (): Promise<string> => listenWith(() => undefined);

export const refusing = (): Promise<string> =>
  listenWith((_request, response) =>
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"errcode":"E401","errmsg":"signature"}'),
  );

/** An address where nobody is any more. */
export const gone = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

export interface Addresses {
  readonly civilAffairs: string;
  readonly medicalInsurance: string;
  readonly socialSecurity: string;
}

/** A second process on the same database, with real connectors. */
export const besideOn = async (first: Context, { civilAffairs, medicalInsurance, socialSecurity }: Addresses): Promise<Context> => {
  const variables = {
    DATABASE_URL: first.line.connectionString,
    HUZHENG_HOME: first.config.home,
    HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
    HUZHENG_RULESET: 'sandbox-city',
    HUZHENG_LOG_LEVEL: 'error',
    ...CREDENTIALS,
    CIVIL_AFFAIRS_BASE_URL: civilAffairs,
    MEDICAL_INSURANCE_BASE_URL: medicalInsurance,
    SOCIAL_SECURITY_BASE_URL: socialSecurity,
    AID_SYSTEM_BASE_URL: socialSecurity,
  };
  const context = await openContext(readConfig(variables, { mode: 'tool' }), { now: first.now, random: () => 0.5 });
  onTestFinished(() => context.close());
  return context;
};
