/** One server for every suite that runs on Redis as it does on PostgreSQL: each database has a queue of its own there. */
import type { TestProject } from 'vitest/node';
import { startRedis } from './redis-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Missing: the queue is in the database. */
    redisUrl: string;
  }
}

export default async (project: TestProject): Promise<() => Promise<void>> => {
  const server = await startRedis();
  project.provide('redisUrl', server.url);
  return server.stop;
};
