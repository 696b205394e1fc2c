/** Keeps the test server up while any test runs, without fsync: what tests store need not survive the machine. */
import pg from 'pg';
import { attachTestServer, dropLeftovers } from './database.ts';

export default async (): Promise<() => Promise<void>> => {
  const server = await attachTestServer();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('alter system set fsync = off');
  await client.query('select pg_reload_conf()');
  await client.end();
  await dropLeftovers(server.url);
  return server.detach;
};
