import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startSandboxProcess } from '../../src/sandbox/spawn.ts';
import { AidSystemClient, CivilAffairsClient, type Environment, SocialSecurityClient } from './client.ts';
import { DATE, sandboxes } from './running.ts';

const start = sandboxes();

/** Everything the feeds say, in one text. */
const everything = async (environment: Environment): Promise<string> => {
  const social = new SocialSecurityClient({ environment });
  const civil = new CivilAffairsClient({ environment });
  return JSON.stringify([
    await new AidSystemClient({ environment }).readRoster(),
    await civil.readFeed('s_civil_assistance', `${DATE} 00:00:00`),
    await civil.readFeed('s_civil_death', `${DATE} 00:00:00`),
    await Promise.all(['participation', 'contributions', 'unemployment', 'work-injury'].map((feed) => social.readFeed(feed))),
  ]);
};

describe('the sandbox', () => {
  test('names every variable a client needs', async () => {
    const { environment } = await start();
    expect(Object.keys(environment).sort()).toEqual([
      'AID_SYSTEM_BASE_URL',
      'AID_SYSTEM_CALLBACK_SECRET',
      'AID_SYSTEM_CLIENT_ID',
      'AID_SYSTEM_CLIENT_SECRET',
      'AID_SYSTEM_INBOUND_CLIENT_ID',
      'AID_SYSTEM_INBOUND_CLIENT_SECRET',
      'CIVIL_AFFAIRS_ACCESS_KEY',
      'CIVIL_AFFAIRS_APPKEY',
      'CIVIL_AFFAIRS_BASE_URL',
      'CIVIL_AFFAIRS_RID',
      'MEDICAL_INSURANCE_ADMDVS',
      'MEDICAL_INSURANCE_BASE_URL',
      'MEDICAL_INSURANCE_CRYPTO',
      'MEDICAL_INSURANCE_FIXMEDINS_CODE',
      'MEDICAL_INSURANCE_FIXMEDINS_NAME',
      'MEDICAL_INSURANCE_OPTER_NAME',
      'MEDICAL_INSURANCE_OPTER_NO',
      'MEDICAL_INSURANCE_PAASID',
      'MEDICAL_INSURANCE_RECER_SYS_CODE',
      'MEDICAL_INSURANCE_TOKEN',
      'SOCIAL_SECURITY_BASE_URL',
      'SOCIAL_SECURITY_CLIENT_ID',
      'SOCIAL_SECURITY_KEY',
    ]);
    const sealed = await start({ crypto: 'sm' });
    expect(
      Object.keys(sealed.environment)
        .filter((name) => !(name in environment))
        .sort(),
    ).toEqual([
      'MEDICAL_INSURANCE_APP_ID',
      'MEDICAL_INSURANCE_APP_SECRET',
      'MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY',
      'MEDICAL_INSURANCE_SM2_PRIVATE_KEY',
    ]);
  });

  test('says the same, byte for byte, in another process and on a second reading', async () => {
    const here = await start();
    const there = await startSandboxProcess({ members: 200, seed: 7, date: DATE });
    const [first, second, other] = [
      await everything(here.environment),
      await everything(here.environment),
      await everything(there.environment),
    ];
    await there.close();
    expect(second).toBe(first);
    expect(other).toBe(first);
    expect(await everything((await start({ seed: 8 })).environment)).not.toBe(first);
  });

  test('counts calls by operation and quirks by name, and notes nothing of a caller that keeps to the interface', async () => {
    const sandbox = await start();
    await everything(sandbox.environment);
    const { calls, quirks, crashes, expectedCalls } = sandbox.counts();
    expect(calls['civil-affairs']).toMatchObject({ secret: 2, s_civil_death: 1 });
    expect(calls['aid-system']).toMatchObject({ token: 1, members: 1 });
    expect(quirks['lowerCaseX']).toBeGreaterThan(0);
    expect(Object.values(expectedCalls).every((count) => count > 0)).toBe(true);
    expect(crashes).toBe(0);
    expect(sandbox.violations()).toEqual([]);
  });

  test('says of violations what was wrong, and about nobody', async () => {
    const sandbox = await start();
    const client = new CivilAffairsClient(sandbox);
    const content = { items: Array.from({ length: 101 }, () => ({ GMSFHM: '440305199001010018', XM: '张三' })) };
    await client.call('s_civil_family', content);
    await client.call('s_civil_family', content);
    expect(sandbox.violations()).toEqual([{ source: 'civil-affairs', rule: 'batch-too-large', detail: 'more than 100 items', times: 2 }]);
  });

  test('leaves nothing listening when one of its ports is taken', async () => {
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
    const { port } = occupant.address() as AddressInfo;
    await expect(startSandbox({ members: 5, seed: 1, date: DATE, portBase: port - 3 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(fetch(`http://127.0.0.1:${port - 3}/`)).rejects.toThrow('fetch failed');
    occupant.close();
  });
});
