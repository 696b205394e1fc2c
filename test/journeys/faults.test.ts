/** Promise 2: authorities fail in every way they can; the night waits, goes on, and comes to the results of an undisturbed one. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { attachEmbedded } from '../../src/storage/embedded/attach.ts';
import { dataOf, query } from '../storage/embedded/homes.ts';
import { embeddedTools } from '../support/database.ts';
import { CITY, expectDone, openStage, START } from './stage.ts';
import { UNDISTURBED_WITHIN_MS, undisturbedNight } from './undisturbed.ts';

const stage = openStage();
let digest: string;

beforeAll(async () => {
  ({ digest } = await undisturbedNight());
}, UNDISTURBED_WITHIN_MS);
afterEach(() => stage.clear());

/** Everything a night leaves for operators to read: output, logs, and what the database says of its work. */
const readable = async (home: string): Promise<string> => {
  const server = await attachEmbedded(home, embeddedTools);
  try {
    const rows = await query(
      server.url,
      `select to_jsonb(w) from work w union all select to_jsonb(a) from work_attempt a union all select to_jsonb(r) from run r union all select to_jsonb(q) - 'sealed' from quarantine q`,
    );
    const logs = [join(home, 'logs', 'huzheng.log'), join(dirname(await dataOf(home)), 'server.log')];
    return [JSON.stringify(rows), ...(await Promise.all(logs.map((file) => readFile(file, 'utf8'))))].join('\n');
  } finally {
    await server.detach();
  }
};

/** Names, and numbers in their new and their old form, of everyone in the city, members or not. */
const identities = (): readonly string[] =>
  buildCity(CITY).people.flatMap(({ name, idNumber }) => [
    name,
    idNumber,
    idNumber.slice(0, 17),
    `${idNumber.slice(0, 6)}${idNumber.slice(8, 17)}`,
  ]);

/** Every kind, one after the other where it is of the same source. */
const FAULTS = [
  'civil-affairs:error@0-20,civil-affairs:cut@20-45,civil-affairs:empty@45-70',
  'social-security:down@0-33,social-security:badrecord@33-80',
  'medical-insurance:slow@0-12',
  'aid-system:error@10-40',
].join();

describe('counterparts', () => {
  it('that are down, slow, cut off in mid-answer, and answer errors, broken records and nothing at all cost time, not results, and nobody is named', async () => {
    const home = await stage.madeHome();
    const night = await stage.run([...START, '--faults', FAULTS], { home, environment: { HUZHENG_LOG_LEVEL: 'debug' } });
    const { resultDigest } = await expectDone(night, home);
    expect(resultDigest).toBe(digest);
    const said = `${night.stdout}${night.stderr}${await readable(home)}`;
    expect(said).toContain('"event":"upstreamCalled"');
    expect(identities().filter((identity) => said.includes(identity))).toEqual([]);
  });
});
