/** A hundred live questions a second, against a gateway that answers in 200 ms and refuses above twenty calls a second. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { medicalInsurance } from '../../../connectors/medical-insurance/index.ts';
import { SECOND } from '../../../src/domain/period.ts';
import { SETTINGS } from '../../connectors/medical-insurance/settings.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { idNumberOf } from '../../support/nights-town.ts';
import { atRate, clientWithin, startSlowGateway } from '../../support/slow-gateway.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

// What is sent in time arrives late on a machine that has others to serve: by more than the room that slots leave, and a second holds too many.
it('nobody is refused, everybody is answered about the person they asked about, in some twenty calls a second', {
  retry: 2,
  timeout: 60_000,
}, async () => {
  const gateway = await startSlowGateway({ answersInMs: 200, perSecond: 20 });
  const http = clientWithin(database.pool, gateway.url);
  const client = medicalInsurance.connect(SETTINGS, { http, now: Date.now, uuid: () => crypto.randomUUID() });
  const call = () => ({ priority: 'live', signal: AbortSignal.timeout(10 * SECOND) }) as const;
  await client.dictionary(call());

  const questions = 200;
  const before = gateway.calls();
  const answers = await atRate(100, questions, async (nth) => {
    const idNumber = idNumberOf(nth);
    const { drafts } = await client.ask({ idNumber, idType: 'resident-id', name: '某某' }, call());
    return drafts[0]?.subject === idNumber;
  });

  expect(answers.filter((isRight) => isRight)).toHaveLength(questions);
  expect(gateway.refused()).toBe(0);
  expect(gateway.calls() - before).toBeLessThan(questions / 2);
});
