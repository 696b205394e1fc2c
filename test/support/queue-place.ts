/** Where the queue of this test project is: in the database, or on the Redis that `test/redis/global-setup.ts` keeps up. */
import { inject } from 'vitest';
import type {} from '../redis/global-setup.ts';

// A bench uses the same support, outside of any test project.
export const REDIS_URL: string | null = process.env['VITEST'] === 'true' ? (inject('redisUrl') ?? null) : null;

/** For whoever starts a process or reads a configuration. */
export const queueVariables: Readonly<Record<string, string>> = REDIS_URL === null ? {} : { REDIS_URL };
