/** The attacker's script: all attacks, one day each, on one town. */
import { DAY } from '../../../src/domain/period.ts';
import { type Api, openApi } from '../api.ts';
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

/** Every attack on a day of its own: budgets are a day's. */
export const attackAll = async ({ api }: Stage): Promise<readonly Attack[]> => {
  const feedDown = async (act: () => Promise<Attack>): Promise<Attack> => {
    api.people.town.troubles.members = () => 'restart';
    try {
      return await act();
    } finally {
      delete api.people.town.troubles.members;
    }
  };
  const [plain = '', spelled = ''] = Object.keys(SPELLINGS);
  const attacks: (() => Promise<Attack>)[] = [
    () => manyNames(api, 1),
    () => manyNames(api, 5),
    () => manyNumbers(api, { clients: 1, spelled: plain }),
    () => manyNumbers(api, { clients: 1, spelled }),
    () => manyNumbers(api, { clients: 5, spelled: plain }),
    async () => ({
      ...(await feedDown(() => manyNumbers(api, { clients: 2, spelled: plain }))),
      name: 'many numbers for one name, by 2 clients, while the roster does not answer',
    }),
    ...REPEATED.map((which) => () => repeated(api, which)),
  ];
  const done: Attack[] = [];
  for (const act of attacks) {
    api.clock.forward(DAY);
    done.push(await act());
  }
  return done;
};
