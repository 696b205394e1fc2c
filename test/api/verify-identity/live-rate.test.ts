/** A hundred live questions a second, against a gateway that answers in 200 ms and refuses above twenty calls a second. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setInterval as every, setTimeout as sleepFor } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { medicalInsurance } from '../../../connectors/medical-insurance/index.ts';
import { SECOND } from '../../../src/domain/period.ts';
import { reserveSlot } from '../../../src/storage/quota.ts';
import { createUpstreamHttp } from '../../../src/upstream/http.ts';
import { sharedQuota } from '../../../src/upstream/shared-quota.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { idNumberOf } from '../../support/nights-town.ts';

const PER_SECOND = 20;
const ANSWERS_IN = 200;
const SETTINGS = {
  paasid: 'test_paas',
  token: 'TEST_TOKEN_0001',
  fixmedinsCode: 'H44030000001',
  fixmedinsName: '测试机构',
  admdvs: '440300',
  recerSysCode: 'MBS_LOCAL',
  opterNo: '01',
  opterName: '测试',
  crypto: { kind: 'none' },
} as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const baseInfoOf = (certno: string): object => ({ psn_no: `1${certno}`, psn_cert_type: '01', certno, psn_name: '某某' });
const OUTPUTS: Readonly<Record<string, (data: Record<string, unknown>) => object>> = {
  '9001': () => ({ signinoutb: { sign_time: '2026-11-23 10:00:00', sign_no: 'S1' } }),
  '1901': () => ({ list: [] }),
  '1101': ({ certno }) => ({ baseinfo: baseInfoOf(String(certno)), insuinfo: [], idetinfo: [] }),
  '1101B': ({ list }) => ({
    list: (list as readonly { readonly certno: string }[]).map(({ certno }) => ({ certno, infcode: 0, baseinfo: baseInfoOf(certno) })),
  }),
};

const startGateway = async () => {
  const came: number[] = [];
  let refused = 0;
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const text = (await request.toArray()).join('');
    const isTooMuch = came.filter((earlier) => earlier > at - SECOND).length >= PER_SECOND;
    if (isTooMuch) refused += 1;
    else came.push(at);
    const infno = request.url?.split('/').at(-1) ?? '';
    const output = OUTPUTS[infno]?.(JSON.parse(text).input.data);
    await sleepFor(ANSWERS_IN);
    response.writeHead(isTooMuch ? 429 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ infcode: 0, err_msg: '', output }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => came.length, refused: () => refused };
};

it('nobody is refused, everybody is answered about the person they asked about, in some twenty calls a second', async () => {
  const gateway = await startGateway();
  const quota = sharedQuota({
    now: performance.now.bind(performance),
    reserve: (lane, spacingMs) => reserveSlot(database.pool, lane, spacingMs),
    sleep: async (ms, signal) => void (await sleepFor(ms, undefined, { signal })),
  });
  const http = createUpstreamHttp(
    { source: 'medical-insurance', baseUrl: gateway.url },
    {
      now: Date.now,
      random: Math.random,
      quota,
      sleep: async (ms, signal) => void (await sleepFor(ms, undefined, { signal })),
      observe: () => undefined,
    },
  );
  onTestFinished(http.close);
  const client = medicalInsurance.connect(SETTINGS, { http, now: Date.now, uuid: () => crypto.randomUUID() });
  const call = () => ({ priority: 'live', signal: AbortSignal.timeout(10 * SECOND) }) as const;
  await client.dictionary(call());

  const questions = 200;
  const before = gateway.calls();
  const answers: Promise<boolean>[] = [];
  const ask = async (sequence: number) => {
    const idNumber = idNumberOf(sequence);
    const { drafts } = await client.ask({ idNumber, idType: 'resident-id', name: '某某' }, call());
    return drafts[0]?.subject === idNumber;
  };
  for await (const _ of every(SECOND / 100)) if (answers.push(ask(answers.length)) === questions) break;
  const answered = await Promise.all(answers);

  expect(answered.filter((isRight) => isRight)).toHaveLength(questions);
  expect(gateway.refused()).toBe(0);
  expect(gateway.calls() - before).toBeLessThan(questions / 2);
}, 60_000);
