/** `huzheng quarantine` and `huzheng discrepancies`, on what a night has left. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { startOf } from '../../src/domain/period.ts';
import { type Ending, huzheng } from '../journeys/huzheng.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { aBrokenRow, aRow } from '../support/connectors.ts';
import { CREDENTIALS } from '../support/counterpart-variables.ts';
import { aDeath, day } from '../support/dossiers.ts';
import { textOf } from '../support/office-files.ts';

type Schemas = components['schemas'];

let api: Api;
let home: string;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
  home = await mkdtemp(join(tmpdir(), 'huzheng-mending-'));
  const { town, poor, patient } = api.people;
  const at = startOf(day('2026-10-01'));
  town.rows.assistance.push(aBrokenRow({ recordKey: 'K1', subject: poor.sealed.idNumber }, at));
  town.rows.death.push(
    aRow(patient.sealed.idNumber, aDeath({}, { recordKey: 'death-of-another' }), { at, stated: { name: patient.sealed.name } }),
  );
  await api.nights.reconcile(NIGHT);
});
afterAll(async () => {
  await api.close();
  await rm(home, { recursive: true });
});

/** Nobody is asked for anything. */
const NOWHERE = Object.fromEntries(
  ['CIVIL_AFFAIRS', 'MEDICAL_INSURANCE', 'SOCIAL_SECURITY', 'AID_SYSTEM'].map((prefix) => [`${prefix}_BASE_URL`, 'http://127.0.0.1:9']),
);

const run = (...args: readonly string[]): Promise<Ending> => {
  const variables = {
    ...CREDENTIALS,
    ...NOWHERE,
    DATABASE_URL: api.context.line.connectionString,
    HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
    HUZHENG_RULESET: 'sandbox-city',
  };
  return huzheng(args, { home, environment: variables });
};
const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse((await run(...args, '--json')).stdout) as T;

describe('huzheng quarantine', () => {
  it('lists what could not be read, and shows one masked, with the place of the reason', async () => {
    const { items } = await json<Schemas['QuarantinePage']>('quarantine', 'list', '--source', 'civil-affairs');
    expect(items).toMatchObject([{ dataset: 'assistance', reason: 'impossible-date', replayable: true }]);
    const id = items[0]?.quarantineId ?? '';
    expect((await run('quarantine', 'list')).stdout).toMatch(
      new RegExp(`^${id}  civil-affairs/assistance +impossible-date +/KSNY +replayable`),
    );
    const { stdout } = await run('quarantine', 'show', id);
    expect(stdout).toContain('日期不存在或格式不符');
    expect(stdout).toContain('→   KSNY: missing');
    expect(stdout).not.toContain(api.people.poor.sealed.idNumber);
    const { rows } = await api.context.pool.query(`select actor from ledger_entry where act = 'quarantine-read' and outcome = 'shown'`);
    expect(rows).toEqual([{ actor: expect.stringMatching(/^command:/) }]);
  });

  it('replays nothing without a reason, or that nobody chose', async () => {
    const unreasoned = await run('quarantine', 'replay', '--dataset', 'assistance');
    expect([unreasoned.code === 0, unreasoned.stderr]).toEqual([false, expect.stringContaining('--why')]);
    const named = await run('quarantine', 'replay', '--dataset', 'assistance', '--why', 'for 13812341234');
    expect([named.code === 0, named.stderr]).toEqual([false, expect.stringMatching(/^huzheng: A reason.*no person may be named/)]);
    expect(named.stderr).not.toContain('13812341234');
  });

  it('says how many of what it replayed still cannot be read', async () => {
    const { stderr } = await run('quarantine', 'replay', '--dataset', 'assistance', '--why', 'the reading was mended');
    expect(stderr).toMatch(/^run-\S+: 1 row is read once more$/m);
    expect(stderr).toMatch(/^1 of 1 row still cannot be read: `huzheng quarantine list` names them, /m);
  });
});

it.each(['quarantine', 'discrepancies'])('of what is not there says which command lists what is: %s', async (command) => {
  const { code, stderr } = await run(command, 'show', '00000000-0000-0000-0000-000000000000');
  expect([code, stderr]).toEqual([2, expect.stringContaining(`\`huzheng ${command} list\``)]);
});

describe('huzheng discrepancies', () => {
  it('asks, answers, exports to a new file for this user alone, and takes back', async () => {
    const { items } = await json<Schemas['DiscrepancyPage']>('discrepancies', 'list', '--kind', 'living-conflict');
    const id = items[0]?.discrepancyId ?? '';
    expect((await run('discrepancies', 'show', id)).stdout).toMatch(/死亡登记后仍有就医[\s\S]*civil-affairs +死亡登记中有此人/);
    const asked = await json<Schemas['DiscrepancyDetail']>(
      'discrepancies',
      'request',
      id,
      '--to',
      'civil-affairs',
      '--why',
      'both cannot be true',
    );
    expect(asked.item.status).toBe('requested');

    const file = join(home, 'letter.docx');
    const options = ['--to', 'civil-affairs', '--purpose', 'hardship-screening', '--why', 'the letter of november', '--out', file];
    expect(await json('discrepancies', 'export', id, ...options)).toEqual({ file, rows: 1, leftOut: 0 });
    expect([textOf(await readFile(file)).includes(api.people.patient.sealed.name), (await stat(file)).mode & 0o777]).toEqual([true, 0o600]);
    const again = await run('discrepancies', 'export', id, ...options);
    expect([again.code === 0, again.stderr]).toEqual([false, expect.stringContaining('there is one already')]);
    const { rowCount } = await api.context.pool.query(`select from ledger_entry where act = 'discrepancies-exported'`);
    expect(rowCount).toBe(1);

    const answered = await json<Schemas['DiscrepancyDetail']>('discrepancies', 'answer', id, '--answer', '登记有误，已更正');
    expect(answered.requests).toMatchObject([{ state: 'answered', answer: '登记有误，已更正' }]);
    const withdrawn = await json<Schemas['DiscrepancyDetail']>('discrepancies', 'withdraw', id);
    expect([withdrawn.item.status, withdrawn.requests[0]?.state]).toEqual(['open', 'withdrawn']);
  });
});
