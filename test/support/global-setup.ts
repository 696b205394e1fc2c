/** Keeps the test server up while any test runs, without fsync: what tests store need not survive the machine. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { attachTestServer, dropLeftovers, NOT_DURABLE } from './database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the files of one run of the tests leave what the others need as well; gone with it. */
    readonly sharedFolder: string;
  }
}

export default async (project: TestProject): Promise<() => Promise<void>> => {
  const sharedFolder = await mkdtemp(join(tmpdir(), 'huzheng-tests-'));
  // A server of another account may have its data in it.
  await chmod(sharedFolder, 0o711);
  project.provide('sharedFolder', sharedFolder);
  const server = await attachTestServer();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  for (const setting of NOT_DURABLE) await client.query(`alter system set ${setting}`);
  await client.query('select pg_reload_conf()');
  await client.end();
  await dropLeftovers(server.url);
  return async () => {
    await server.detach();
    await rm(sharedFolder, { recursive: true });
  };
};
