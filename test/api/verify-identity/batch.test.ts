import { readFileSync } from 'node:fs';
import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Contract } from '../../../src/api/operation.ts';
import { problemsAsIn } from '../../../src/api/problem.ts';
import { admit, type Published } from '../../../src/api/route.ts';
import { verifyIdentities } from '../../../src/api/routes/verify-identity.ts';
import { contractRules } from '../../../src/api/validation.ts';
import { verificationDesk } from '../../../src/api/verify-identity/verify-identity.ts';
import type { Member } from '../../../src/domain/canonical.ts';
import { SECOND } from '../../../src/domain/period.ts';
import { asFault } from '../../../src/faults.ts';
import type { Log } from '../../../src/observe/log.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { idNumberOf, STRANGER, settleTown } from '../../support/nights-town.ts';

const start = nightsOfThisFile();
const contract: Contract = parse(readFileSync(new URL('../../../openapi/huzheng.yaml', import.meta.url), 'utf8'));

interface Answered {
  readonly outcome?: string;
  readonly type?: string;
  readonly verificationId?: string;
  readonly fields?: readonly string[];
  readonly retryAfterSeconds?: number;
}

const afterNight = async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(day('2026-11-01'));
  const published: Published = {
    contract,
    problems: problemsAsIn(contract),
    rules: contractRules(contract),
    desk: verificationDesk(nights.context),
    leaving: new AbortController().signal,
  };
  const logged: { readonly traceId: string; readonly code: string }[] = [];
  const requestFailed: Log['requestFailed'] = ({ traceId, fault }) => void logged.push({ traceId, code: asFault(fault).code });
  const route = verifyIdentities({ ...nights.context, log: { ...nights.context.log, requestFailed } }, published);
  const check = published.rules.schema('VerificationBatchRequest');
  /** Past the door, which has tests of its own. */
  const post = async (requests: readonly unknown[], key: string | null = null): Promise<readonly Answered[]> => {
    const answers: { readonly results: readonly Answered[] }[] = [];
    const response = { locals: {}, json: (body: { readonly results: readonly Answered[] }) => answers.push(body) } as unknown as Response;
    const caller = { kind: 'client', id: 'aid-system', scopes: ['verify'] } as const;
    admit(response, { traceId: 'trace-1', caller, parameters: key === null ? {} : { 'Idempotency-Key': key } });
    check({ requests });
    await route({ body: { requests } } as Request, response, () => undefined);
    return answers[0]?.results ?? [];
  };
  return { ...people, post, logged, clock: nights.clock };
};

const about = ({ sealed: { idNumber, name } }: Member, rest: object = {}): object => ({
  subject: { idNumber, name },
  purpose: 'hardship-screening',
  ...rest,
});

describe('a batch', () => {
  it('has in the log, by the trace that is answered, what each was refused for', async () => {
    const { post, logged, ordinary } = await afterNight();
    const answers = await post([
      about(ordinary),
      { nonsense: true },
      about(ordinary, { subject: { idNumber: '440305199001010019', name: '张三' } }),
    ]);
    const types = answers.flatMap(({ type }) => type ?? []);
    expect(logged.map(({ code }) => `urn:huzheng:problem:${code}`).toSorted()).toEqual(types.toSorted());
    expect(logged.map(({ traceId }) => traceId)).toEqual(['trace-1', 'trace-1']);
  });

  it('is answered in the order asked, and a bad one spoils only itself', async () => {
    const { post, poor, ordinary, silent } = await afterNight();
    const answers = await post([
      about(poor),
      { nonsense: true },
      about(STRANGER),
      about(ordinary, { subject: { idNumber: '440305199001010019', name: '张三' } }),
      null,
      about(silent),
      about(ordinary, { checks: ['living'] }),
    ]);
    expect(answers.map(({ outcome, type }) => outcome ?? type)).toEqual([
      'partial',
      expect.stringContaining(':problem:field-missing'),
      'not-found',
      expect.stringContaining(':problem:field-invalid'),
      expect.stringContaining(':problem:field-invalid'),
      'not-found',
      'match',
    ]);
    expect(answers[3]?.fields).toEqual(['/subject/idNumber']);
  });

  it('of a thousand is answered whole', async () => {
    const { post, ordinary } = await afterNight();
    const strangers = Array.from({ length: 999 }, (_, index) =>
      about(STRANGER, { subject: { idNumber: idNumberOf(index, '19790102'), name: `陌生人${index}` } }),
    );
    const answers = await post([...strangers, about(ordinary)]);
    expect([answers.length, answers.at(-1)?.outcome]).toEqual([1_000, 'partial']);
    expect(answers.filter((answer) => answer.outcome === undefined && answer.type === undefined)).toEqual([]);
  });

  it('under a key is answered as before, person by person', async () => {
    const { post, poor, ordinary } = await afterNight();
    const first = await post([about(poor), about(ordinary)], 'batch-1');
    expect(await post([about(poor), about(ordinary)], 'batch-1')).toEqual(first);
    for (const changed of [[about(ordinary), about(poor)], [about(poor)], [about(poor), about(ordinary), about(poor)]])
      await expect(post(changed, 'batch-1')).rejects.toMatchObject({ kind: 'conflict', code: 'key-used-before' });
  });

  it('that names one person twice is two looks, and one more than the person’s budget is refused', async () => {
    const { post, ordinary, clock } = await afterNight();
    const answers = await post(Array.from({ length: 21 }, () => about(ordinary)));
    expect(answers.filter(({ outcome }) => outcome === 'partial')).toHaveLength(20);
    const refused = answers.filter(({ type }) => type?.includes('too-many-requests'));
    expect(refused).toHaveLength(1);
    // An item has no header of its own: how long to wait stands in it, to the end of the day that is counted.
    expect(refused[0]?.retryAfterSeconds).toBe((Date.parse('2026-11-02T00:00:00Z') - clock.now()) / SECOND);
  });
});
