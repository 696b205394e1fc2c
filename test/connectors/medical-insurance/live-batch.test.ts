import { describe, expect, test } from 'vitest';
import onDibao from '../../../connectors/medical-insurance/fixtures/employee-on-dibao.json' with { type: 'json' };
import unknownPerson from '../../../connectors/medical-insurance/fixtures/unknown-person.json' with { type: 'json' };
import { medicalInsurance } from '../../../connectors/medical-insurance/index.ts';
import type { Subject } from '../../../src/upstream/connector.ts';
import { aCall, testClient } from '../../upstream/support/client.ts';
import { type Answer, type Asked, dictionaryWithout, gateway } from './gateway.ts';
import { LI, WANG, ZHANG, ZHAO } from './people.ts';
import { SETTINGS } from './settings.ts';

const done = (output: unknown) => ({ infcode: 0, err_msg: '', output });
const askedIn = ({ body }: Asked): readonly string[] =>
  (body.input.data['list'] as readonly { readonly certno: string }[]).map(({ certno }) => certno);
const entryOf = (certno: string) => ({
  certno,
  infcode: 0,
  err_msg: '',
  ...onDibao.output,
  baseinfo: { ...onDibao.output.baseinfo, certno },
});
const everybody = (asked: Asked) => done({ list: askedIn(asked).map(entryOf) });

/** Calls wait at the quota until the test lets them go; the first that was begun is always let go. */
const atTheGate = (answers: Readonly<Record<string, readonly Answer[]>> = {}) => {
  const server = gateway({ '1101': [unknownPerson], '1101B': [everybody], ...answers });
  const waiting: (() => void)[] = [];
  let holding = false;
  const { http, clock } = testClient(
    { source: 'medical-insurance', baseUrl: 'http://medical-insurance.test' },
    { quota: { take: () => (holding ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve()) } },
  );
  let drawn = 0;
  const uuid = (): string => {
    drawn += 1;
    return `0000000${drawn % 10}-0000-4000-8000-000000000000`;
  };
  const client = medicalInsurance.connect(SETTINGS, { http, now: clock.now, uuid });
  return {
    ...server,
    client,
    ready: async () => {
      await client.signIn(aCall('live'));
      await client.dictionary(aCall('live')).catch(() => undefined);
      await client.ask(ZHAO, aCall('live'));
      holding = true;
    },
    held: async (count: number) => {
      while (waiting.length < count) await new Promise(setImmediate);
    },
    letGo: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
};

describe('people asked about while others wait', () => {
  test('a lonely question is 1101, and goes at once', async () => {
    const { client, ready, held, letGo, askedFor } = atTheGate();
    await ready();
    const answer = client.ask(LI, aCall('live'));
    await held(1);
    letGo();
    expect(await answer).toEqual({ held: false, graded: null, drafts: [], settles: ['person'] });
    expect([askedFor('1101').length, askedFor('1101B').length]).toEqual([2, 0]);
  });

  test('those that come while it is under way share one 1101B, which gathers until it is sent', async () => {
    const { client, ready, held, letGo, askedFor } = atTheGate();
    await ready();
    const first = client.ask(LI, aCall('live'));
    const second = client.ask(WANG, aCall('live'));
    await held(2);
    const third = client.ask(ZHANG, aCall('live'));
    await new Promise(setImmediate);
    letGo();
    const [, two, three] = await Promise.all([first, second, third]);
    expect(askedFor('1101B').map(askedIn)).toEqual([[WANG.idNumber, ZHANG.idNumber]]);
    expect([two.drafts[0]?.subject, three.drafts[0]?.subject]).toEqual([WANG.idNumber, ZHANG.idNumber]);
  });

  test('whoever comes after it was sent is in the next', async () => {
    const { client, ready, held, letGo, askedFor } = atTheGate();
    await ready();
    const asked = [client.ask(LI, aCall('live')), client.ask(WANG, aCall('live'))];
    await held(2);
    letGo();
    while (askedFor('1101B').length === 0) await new Promise(setImmediate);
    asked.push(client.ask(ZHANG, aCall('live')));
    await held(1).then(letGo);
    await Promise.all(asked);
    expect(askedFor('1101').length + askedFor('1101B').length).toBeGreaterThanOrEqual(4);
    expect(askedFor('1101B').map(askedIn)[0]).toEqual([WANG.idNumber]);
  });

  const together = async (list: (asked: Asked) => unknown, ...subjects: readonly Subject[]) => {
    const { client, ready, held, letGo } = atTheGate({ '1101B': [(asked) => done({ list: list(asked) })] });
    await ready();
    const alone = client.ask(ZHAO, aCall('live'));
    const asked = subjects.map((subject) => client.ask(subject, aCall('live')));
    await held(2);
    letGo();
    await alone;
    const settled = await Promise.allSettled(asked);
    return settled.map((one) => (one.status === 'rejected' ? one.reason.code : one.value.held));
  };

  test('an absent person is not held, a person with -1 neither, a refused entry fails only its asker', async () => {
    const refusedEntry = { certno: WANG.idNumber, infcode: '-1', err_msg: '人员信息锁定', baseinfo: null };
    const unknownEntry = { certno: LI.idNumber, infcode: '-1', err_msg: '未查询到人员信息', baseinfo: null };
    expect(await together(() => [refusedEntry, entryOf(ZHANG.idNumber)], LI, WANG, ZHANG)).toEqual([false, 'unreadable-person', true]);
    expect(await together(() => [unknownEntry, entryOf(ZHANG.idNumber)], LI, ZHANG)).toEqual([false, true]);
  });

  test('beside an entry that does not say whose it is, nobody is said to be absent', async () => {
    const nobodys = { certno: '', infcode: 0, err_msg: '', baseinfo: { psn_name: '某' } };
    expect(await together(() => [nobodys, entryOf(ZHANG.idNumber)], LI, ZHANG)).toEqual(['unreadable-person', true]);
  });

  test('where the labels of identities are not to be had, only whoever has an identity is not answered', async () => {
    const { client, ready, held, letGo } = atTheGate({
      '1901': [dictionaryWithout('psn_idet_type')],
      '1101B': [done({ list: [entryOf(LI.idNumber), { ...entryOf(WANG.idNumber), idetinfo: [] }] })],
    });
    await ready();
    const alone = client.ask(ZHAO, aCall('live'));
    const [withIdentity, without] = [client.ask(LI, aCall('live')), client.ask(WANG, aCall('live'))];
    await held(2);
    letGo();
    await alone;
    expect(await without).toMatchObject({ held: true });
    await held(1);
    letGo();
    await expect(withIdentity).rejects.toMatchObject({ code: 'refused', authority: { operation: '1901' } });
  });

  test('an entry that only an identity breaks fails only whoever asked about that person', async () => {
    const broken = { ...entryOf(LI.idNumber), idetinfo: { psn_idet_type: '21', begntime: '2026-02-30' } };
    expect(await together(() => [broken, entryOf(ZHANG.idNumber)], LI, ZHANG)).toEqual(['unreadable-person', true]);
  });

  test('a refused batch fails all in it, and nobody after', async () => {
    const { client, ready, held, letGo } = atTheGate({ '1101B': [{ infcode: '-1', err_msg: '系统繁忙', output: null }, everybody] });
    await ready();
    const alone = client.ask(ZHAO, aCall('live'));
    const failing = [client.ask(LI, aCall('live')), client.ask(WANG, aCall('live'))];
    await held(2);
    letGo();
    await alone;
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = client.ask(LI, aCall('live'));
    await held(1);
    letGo();
    expect((await next).held).toBe(false);
  });

  test('whoever gives up is not asked about, and the others are answered', async () => {
    const { client, ready, held, letGo, askedFor } = atTheGate();
    await ready();
    const impatient = new AbortController();
    const alone = client.ask(ZHAO, aCall('live'));
    const leaving = client.ask(LI, aCall('live', impatient.signal));
    const staying = client.ask(WANG, aCall('live'));
    await held(2);
    impatient.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'deadline-passed' });
    letGo();
    expect([(await alone).held, (await staying).held]).toEqual([false, true]);
    expect(askedFor('1101B').map(askedIn)).toEqual([[WANG.idNumber]]);
  });

  test('where all have given up nothing is sent', async () => {
    const { client, ready, held, letGo, askedFor } = atTheGate();
    await ready();
    const impatient = new AbortController();
    const alone = client.ask(ZHAO, aCall('live'));
    const leaving = client.ask(LI, aCall('live', impatient.signal));
    await held(2);
    impatient.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'deadline-passed' });
    letGo();
    await alone;
    expect(askedFor('1101B')).toEqual([]);
  });

  test('a batch whose answer is more than we take in one is asked for in halves, each of which fails only those in it', async () => {
    const UNDOCUMENTED = 'x'.repeat(17 * 1024 * 1024);
    const { client, ready, held, letGo, askedFor } = atTheGate({
      '1101B': [
        (asked) => {
          const people = askedIn(asked);
          if (people.length > 1) return done({ list: people.map(entryOf), notes: UNDOCUMENTED });
          return people[0] === LI.idNumber ? { infcode: '-1', err_msg: '系统繁忙', output: null } : everybody(asked);
        },
      ],
    });
    await ready();
    const alone = client.ask(ZHAO, aCall('live'));
    const asked = [LI, WANG, ZHANG].map((subject) => client.ask(subject, aCall('live')));
    for (const calls of [2, 2, 2]) await held(calls).then(letGo);
    const [li, wang, zhang] = await Promise.allSettled(asked);
    expect(li).toMatchObject({ status: 'rejected', reason: { code: 'refused' } });
    expect([wang, zhang]).toMatchObject([LI, LI].map(() => ({ status: 'fulfilled', value: { held: true } })));
    expect(askedFor('1101B').map((batch) => askedIn(batch).length)).toEqual([3, 2, 1, 1, 1]);
    await alone;
  });

  test('two hundred at most are in one', async () => {
    const { client, ready, held, letGo, askedFor } = atTheGate();
    await ready();
    const alone = client.ask(ZHAO, aCall('live'));
    const asked = Array.from({ length: 250 }, () => client.ask(LI, aCall('live')));
    await held(3);
    letGo();
    await Promise.all([alone, ...asked]);
    expect(askedFor('1101B').map((batch) => askedIn(batch).length)).toEqual([200, 50]);
  });
});
