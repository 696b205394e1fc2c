/** The attacker's script: all attacks on one town, and what sets a stranger apart from a member who did not agree: nothing. */
import type { Member } from '../../../src/domain/canonical.ts';
import { Fault } from '../../../src/faults.ts';
import { type Api, openApi } from '../api.ts';
import { aMember, changed, enrol, idNumberOf } from '../nights-town.ts';
import { type Attack, manyNames, manyNumbers, REPEATED, repeated, SPELLINGS } from './attacks.ts';
import { type Cost, counting } from './counting.ts';

export interface Stage {
  readonly api: Api;
  readonly cost: Cost;
}

export const openStage = async (): Promise<Stage> => {
  const cost: Cost = { statements: 0, calls: 0 };
  return { api: await openApi({ parts: (context) => counting(context, cost) }), cost };
};

/** Members of the town, and strangers. */
const PEOPLE = 8;

/** One after the other, each of so many questions, with a day's budgets of its own. */
export const attackAll = async ({ api }: Stage, size: number): Promise<readonly Attack[]> => {
  const feedDown = async (act: () => Promise<Attack>): Promise<Attack> => {
    api.people.town.troubles.members = () => new Fault('busy', { code: 'gone', detail: 'It does not answer.' });
    try {
      return await act();
    } finally {
      delete api.people.town.troubles.members;
    }
  };
  const [plain = '', spelled = ''] = Object.keys(SPELLINGS);
  const attacks: (() => Promise<Attack>)[] = [
    () => manyNames(api, { clients: 1, size }),
    () => manyNames(api, { clients: 5, size }),
    () => manyNumbers(api, { clients: 1, size, spelled: plain }),
    () => manyNumbers(api, { clients: 1, size, spelled }),
    () => manyNumbers(api, { clients: 5, size, spelled: plain }),
    async () => ({
      ...(await feedDown(() => manyNumbers(api, { clients: 2, size, spelled: plain }))),
      name: 'many numbers for one name, by 2 clients, while the roster does not answer',
    }),
    ...REPEATED.map((which) => () => repeated(api, which, Math.ceil(size / PEOPLE))),
  ];
  const done: Attack[] = [];
  for (const act of attacks) {
    // As on a day of its own: what earlier ones used up is forgotten.
    await api.context.pool.query('delete from allowance');
    api.anotherMinute();
    done.push(await act());
  }
  return done;
};

export interface Apart {
  /** Answers and costs of each, in every way of asking, but for ids: equal. */
  readonly stranger: readonly string[];
  readonly unconsented: readonly string[];
  /** Who is a member by the roster's news of the day, and agreed to nothing. */
  readonly newcomer: readonly string[];
  /** The unconsented, once the news of the day name them as well. */
  readonly toldAnew: readonly string[];
}

const WAYS = [{}, { freshness: 'live' }, { checks: ['living'] }, { purpose: 'mutual-aid-claim' }, { maxAgeSeconds: 0 }] as const;

/** One question after the other, so that nobody else's statements are counted; the first of each way warms what is kept in memory. */
export const tellApart = async ({ api, cost }: Stage): Promise<Apart> => {
  const headers = await api.clientAs('tells-apart');
  const { silent, town } = api.people;
  const joined = aMember(890, { content: { consents: [] } });
  const asked = async (subject: object): Promise<readonly string[]> => {
    const seen: string[] = [];
    for (const way of WAYS) {
      const before = { ...cost };
      const json = { subject, purpose: 'hardship-screening', ...way };
      const answer = await api.ask({ method: 'POST', path: '/v1/verify-identity', headers, json });
      const { date: _, 'x-trace-id': _trace, ...same } = answer.headers;
      const { verificationId = '' } = answer.json as { readonly verificationId?: string };
      const paid = `${cost.statements - before.statements} statements, ${cost.calls - before.calls} calls`;
      seen.push(`${answer.status} ${paid} ${JSON.stringify(same)} ${answer.text.replace(verificationId, 'id')}`);
    }
    return seen;
  };
  const called = ({ sealed: { idNumber, name } }: Member): object => ({ idNumber, name });
  const warm = (): Promise<unknown> => asked({ idNumber: idNumberOf(778), name: '热身' });
  await warm();
  const [stranger, unconsented] = [await asked({ idNumber: idNumberOf(777), name: silent.sealed.name }), await asked(called(silent))];
  enrol(town, joined, changed(silent, api.context.clock(), {}));
  await warm();
  return { stranger, unconsented, newcomer: await asked(called(joined)), toldAnew: await asked(called(silent)) };
};

/** Asked until refused: after how many answers, and in what words but for the trace. */
export const refusalsOf = async (
  { api }: Stage,
  subjects: readonly { readonly idNumber: string; readonly name: string }[],
): Promise<readonly string[]> => {
  const seen: string[] = [];
  for (const [index, subject] of subjects.entries()) {
    const headers = await api.clientAs(`until-refused-${index}`);
    let answers = 0;
    for (;;) {
      const answer = await api.ask({
        method: 'POST',
        path: '/v1/verify-identity',
        headers,
        json: { subject, purpose: 'hardship-screening' },
      });
      if (answer.status !== 200) {
        const { traceId, ...rest } = answer.json as { readonly traceId: string };
        seen.push(`after ${answers}: ${answer.status} ${answer.headers['retry-after']} ${JSON.stringify(rest)}`);
        break;
      }
      answers += 1;
    }
  }
  return seen;
};
