/**
 * bull-board on queues of the same database. On the queue that Huzheng works through it finds nothing of the failures: jobs there are tried once and
 * removed. So it is also given a queue of its own in which each failed job of the night fails once more in the authority's words and is kept, as
 * users of BullMQ keep them; and it is asked as its own page asks.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { createPostgresBackend, withBackend } from 'bullmq';
import express from 'express';
import type pg from 'pg';
import { SECOND } from '../../src/domain/period.ts';
import { QUEUE_NAME } from '../../src/jobs/bullmq.ts';
import { CONCURRENCY } from '../../src/jobs/queue.ts';
import type { Clicking, Lap } from './browser.ts';
import type { FailedNight } from './night.ts';

export const KEPT = 'kept-failures';
const BASE = '/board';

export interface Board {
  readonly url: string;
  readonly api: (path: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Failure {
  readonly workId: string;
  readonly step: string;
  readonly unit: string;
  readonly message: string;
}

/** In the order in which they failed. */
const failuresOf = async (pool: pg.Pool): Promise<readonly Failure[]> => {
  const { rows } = await pool.query<Failure>(
    `select work_id as "workId", step, unit, (fault -> 'authority' ->> 'code') || ' ' || (fault -> 'authority' ->> 'message') as message
       from work where state = 'failed' order by finished_at, work_id`,
  );
  return rows;
};

export const openBoard = async ({ context: { line, pool } }: FailedNight): Promise<Board> => {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = { connectionString: line.connectionString, max: 12, application_name: 'bull-board' };
  const ours = new Queue(QUEUE_NAME, { connection });
  const kept = new Queue<Failure, void>(KEPT, { connection, defaultJobOptions: { attempts: 1, removeOnFail: false } });
  for (const queue of [ours, kept]) queue.on('error', () => undefined);
  const failures = await failuresOf(pool);
  await kept.addBulk(failures.map((failure) => ({ name: failure.step, data: failure })));
  const worker = new Worker<Failure, void>(
    KEPT,
    async ({ data }) => {
      throw new Error(data.message);
    },
    { connection, concurrency: CONCURRENCY, removeOnFail: { count: failures.length } },
  );
  await once(worker, 'drained');
  await worker.close();
  const adapter = new ExpressAdapter();
  adapter.setBasePath(BASE);
  // Its types know BullMQ's Redis backend only, and its two packages depend on different versions of each other.
  createBullBoard({ queues: [ours, kept].map((queue) => new BullMQAdapter(queue as never)), serverAdapter: adapter as never });
  const app = express();
  app.use(BASE, adapter.getRouter());
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  return {
    url,
    api: async (path) => {
      const response = await fetch(`${url}/api${path}`);
      if (!response.ok) throw new Error(`bull-board: ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await ours.close();
      await kept.close();
    },
  };
};

interface ShownQueue {
  readonly name: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly jobs: readonly { readonly id: string; readonly failedReason: string }[];
  readonly pagination: { readonly pageCount: number };
}

const pageOf = async (board: Board, { queue, page, size }: { queue: string; page: number; size: number }): Promise<ShownQueue> => {
  const { queues } = (await board.api(`/queues?activeQueue=${queue}&status=failed&page=${page}&jobsPerPage=${size}`)) as {
    readonly queues: readonly ShownQueue[];
  };
  const found = queues.find(({ name }) => name === queue);
  if (found === undefined) throw new Error(`bull-board does not show ${queue}`);
  return found;
};

export interface Leafed {
  readonly size: number;
  readonly pages: number;
  /** Read until the last cause was met for the first time: nobody knows yet that it was the last, nor how many there are of each. */
  readonly untilAllMet: number;
  /** One after the other, of its API alone, for these pages. */
  readonly seconds: number;
}

/** What Huzheng's own queue shows there. */
export const shownOfOurs = async (board: Board): Promise<number> =>
  Object.values((await pageOf(board, { queue: QUEUE_NAME, page: 1, size: 10 })).counts).reduce((sum, count) => sum + count, 0);

export const leafed = async (
  board: Board,
  { size, causes, causeOf }: { size: number; causes: number; causeOf: (reason: string) => string },
): Promise<Leafed> => {
  const met = new Set<string>();
  const startedAt = performance.now();
  for (let page = 1; ; page += 1) {
    const { jobs, pagination } = await pageOf(board, { queue: KEPT, page, size });
    for (const { failedReason } of jobs) met.add(causeOf(failedReason));
    if (met.size >= causes || page >= pagination.pageCount)
      return { size, pages: pagination.pageCount, untilAllMet: page, seconds: (performance.now() - startedAt) / SECOND };
  }
};

export interface InBoard {
  /** From its first page to the first page of what failed. */
  readonly toList: Lap;
  /** To the next page, once. */
  readonly toLeaf: Lap;
  /** One job tried again, confirmed as it asks by default. */
  readonly toRetryOne: Lap;
}

export const triageInBoard = async ({ page, click, lap }: Clicking, board: Board): Promise<InBoard> => {
  await page.goto(board.url);
  lap();
  await click(page.getByRole('link', { name: KEPT }).first());
  await click(page.locator(`a[href*="${KEPT}?status=failed"]`).first());
  const first = page.locator('a[href*="status=failed"]').filter({ hasText: /^#\d+/ }).first();
  await first.waitFor();
  const toList = lap();
  const before = await first.textContent();
  await click(page.getByRole('button', { name: 'Next page' }));
  await first.filter({ hasNotText: before ?? '' }).waitFor();
  const toLeaf = lap();
  // The first of the icons beside a failed job.
  await click(page.getByRole('main').locator('ul[class*="jobActions"] button').first());
  await click(page.getByRole('button', { name: 'Confirm' }));
  await page.getByRole('button', { name: 'Confirm' }).waitFor({ state: 'hidden' });
  return { toList, toLeaf, toRetryOne: lap() };
};
