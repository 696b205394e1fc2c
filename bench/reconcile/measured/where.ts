/** Where CPU goes, for whoever wants to spend less of it: by file of ours and by package, and by statement of PostgreSQL. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Server } from '../database.ts';

export interface Share {
  readonly what: string;
  readonly seconds: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const placeOf = ({ functionName, url }: Profile['nodes'][number]['callFrame']): string => {
  if (url === '') return functionName;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return inPackage ?? path.replace(ROOT, '');
};

const NOT_AT_WORK = new Set(['(idle)', '(root)']);

/** Own time, without what was called, of every process and thread that left a profile in the folder. */
export const cpuByPlace = async (folder: string): Promise<readonly Share[]> => {
  const seconds = new Map<string, number>();
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile;
    const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
    for (const [at, id] of samples.entries()) {
      const place = places.get(id) ?? '';
      if (!NOT_AT_WORK.has(place)) seconds.set(place, (seconds.get(place) ?? 0) + (timeDeltas[at] ?? 0) / 1e6);
    }
  }
  return [...seconds].map(([what, spent]) => ({ what, seconds: spent })).toSorted((one, other) => other.seconds - one.seconds);
};

/** Planning and execution as PostgreSQL counts them, with the times it waited; since they were asked for last. */
export const timeByStatement = async (
  server: Server,
  name: string,
): Promise<readonly (Share & { readonly calls: number; readonly rows: number })[]> => {
  await server.query(name, 'create extension if not exists pg_stat_statements');
  const found = await server.query<Share & { readonly calls: number; readonly rows: number }>(
    name,
    `select left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as what, sum(total_exec_time + total_plan_time)::float / 1000 as seconds, sum(calls)::int as calls, sum(rows)::float as rows
       from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) group by 1 order by 2 desc limit 25`,
  );
  await server.query(name, 'select pg_stat_statements_reset()');
  return found;
};
