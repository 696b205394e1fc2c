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

describe('an authority that', () => {
  it.each([
    {
      does: 'is down for the first third of its calls, while another stalls and a third answers errors,',
      faults: 'social-security:down@0-33,medical-insurance:slow@0-12,civil-affairs:error@0-60',
    },
    {
      does: 'is cut off in mid-answer and later says nothing, while another sends broken records and the aid system answers errors,',
      faults: 'civil-affairs:cut@10-40,civil-affairs:empty@40-70,social-security:badrecord@0-60,aid-system:error@10-40',
    },
  ])('$does costs time, not results, and nobody is named', async ({ faults }) => {
    const home = await stage.madeHome();
    const night = await stage.run([...START, '--faults', faults], { home, environment: { HUZHENG_LOG_LEVEL: 'debug' } });
    const { resultDigest } = await expectDone(night, home);
    expect(resultDigest).toBe(digest);
    const said = `${night.stdout}${night.stderr}${await readable(home)}`;
    expect(said).toContain('"event":"upstreamCalled"');
    expect(identities().filter((identity) => said.includes(identity))).toEqual([]);
  });
});
