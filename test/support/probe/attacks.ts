/** Every way to ask thousands of questions about one person. Each says how many were answered, and what the answers told. */
import { BUDGETS } from '../../../src/api/verify-identity/budget.ts';
import { compareNames } from '../../../src/domain/person-name.ts';
import { PURPOSES } from '../../../src/domain/sources.ts';
import { CHECKS } from '../../../src/pipeline/3-verify/types.ts';
import type { Api } from '../api.ts';
import { idNumberOf } from '../nights-town.ts';
import { attackerAs, type Question, type Told } from './attacker.ts';
import { boundBits, classesOf, learnedBits } from './bits.ts';

export interface Attack {
  readonly name: string;
  readonly asked: number;
  readonly answered: number;
  /** Answers that could be told apart. */
  readonly distinguishable: number;
  readonly learnedBits: number;
  /** Of what there is to learn. */
  readonly ofBits: number;
  /** By what was answered. */
  readonly boundBits: number;
  /** Answers that the budget allows in a day. */
  readonly mostAnswers: number;
}

const distinctOf = (told: readonly Told[]): number => new Set(told.filter(({ isAnswer }) => isAnswer).map(({ telling }) => telling)).size;
const answersIn = (told: readonly Told[]): number => new Set(told.flatMap(({ id }) => id ?? [])).size;

const attack = (
  name: string,
  told: readonly Told[],
  {
    learned,
    of,
    most,
    distinguishable = distinctOf(told),
  }: { readonly learned: number; readonly of: number; readonly most: number; readonly distinguishable?: number },
): Attack => ({
  name,
  asked: told.length,
  answered: answersIn(told),
  distinguishable,
  learnedBits: learned,
  ofBits: of,
  boundBits: boundBits(answersIn(told), distinguishable),
  mostAnswers: most,
});

const FAMILY = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦';
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉梅红建国志文海波飞鹏辉斌宇浩凯健俊帆雪琳婷佳欣怡悦晨阳光';
/** So many names, in no order that helps. */
const namesTried = (truth: string, size: number): readonly string[] => {
  const all = [...FAMILY].flatMap((family) =>
    [...GIVEN].flatMap((given, nth) => [`${family}${given}`, `${family}${given}${GIVEN.charAt((nth * 7) % GIVEN.length)}`]),
  );
  const some = all.filter((_, index) => index % Math.floor(all.length / size) === 0).slice(0, size - 1);
  return some.toSpliced(Math.floor((size * 2) / 3), 0, truth);
};

/** Birth dates and sequence numbers of one division. */
const numbersTried = (truth: string, size: number): readonly string[] => {
  const born = (nth: number): string => {
    const date = new Date(Date.UTC(1970, 0, 1 + nth * 3));
    return date.toISOString().slice(0, 10).replaceAll('-', '');
  };
  return Array.from({ length: size }, (_, nth) => (nth === Math.floor((size * 4) / 5) ? truth : idNumberOf(500 + (nth % 300), born(nth))));
};

interface Guessing {
  readonly clients: number;
  /** Questions in all. */
  readonly size: number;
}

/** Many names for one number. What each answer splits is what the comparison of names can tell apart. */
export const manyNames = async (api: Api, { clients, size }: Guessing): Promise<Attack> => {
  const { poor } = api.people;
  const names = namesTried(poor.sealed.name, size);
  const told: Told[] = [];
  for (let nth = 0; nth < clients; nth += 1) {
    const attacker = await attackerAs(api, `names-${clients}-${nth}`);
    const share = names.slice(nth * Math.ceil(size / clients), (nth + 1) * Math.ceil(size / clients));
    told.push(...(await attacker.askAll(share.map((name) => ({ subject: { idNumber: poor.sealed.idNumber, name } })))));
  }
  const tried = names.filter((_, index) => told[index]?.isAnswer);
  const transcripts = names.map((hypothesis) => tried.map((name) => compareNames(name, hypothesis)).join());
  const most = Math.min(clients * BUDGETS['client-subject'], BUDGETS.subject);
  const name = clients === 1 ? 'many names for one number' : `the same by ${clients} clients`;
  return attack(name, told, { learned: learnedBits(classesOf(transcripts)), of: Math.log2(names.length), most, distinguishable: 3 });
};

type Spelling = (name: string, nth: number) => string;
export const SPELLINGS: Readonly<Record<string, Spelling>> = {
  'many numbers for one name': (name) => name,
  'the same, the name spelled another way each time': (name, nth) =>
    [name, ` ${name}`, [...name].join(' '), `${name}\u200b`][nth % 4] ?? name,
};

/** Many birth dates and sequence numbers for one name, in five batches of a thousand at the same moment. */
export const manyNumbers = async (api: Api, { clients, size, spelled }: Guessing & { readonly spelled: string }): Promise<Attack> => {
  const { poor } = api.people;
  const numbers = numbersTried(poor.sealed.idNumber, size);
  const told: Told[] = [];
  for (let nth = 0; nth < clients; nth += 1) {
    const attacker = await attackerAs(api, `numbers-${spelled.length}-${clients}-${nth}`);
    const share = numbers.slice(nth * Math.ceil(size / clients), (nth + 1) * Math.ceil(size / clients));
    const name = (index: number): string => SPELLINGS[spelled]?.(poor.sealed.name, index) ?? '';
    told.push(...(await attacker.askAll(share.map((idNumber, index) => ({ subject: { idNumber, name: name(index) } })))));
  }
  const answered = answersIn(told);
  const most = clients * BUDGETS['client-name-misses'];
  // Each answer singles out one number, or strikes it off.
  const classes = [...Array<number>(answered).fill(1), numbers.length - answered];
  const name = clients === 1 ? spelled : `${spelled}, by ${clients} clients`;
  return attack(name, told, { learned: learnedBits(classes), of: Math.log2(numbers.length), most, distinguishable: 2 });
};

/** Everybody of the town asked about in one way: what tells them apart is what was learned of each. */
const everybody = async (
  api: Api,
  {
    name,
    most,
    times,
    next,
  }: {
    /** Of each. */
    readonly times: number;
    readonly name: string;
    readonly most: number;
    readonly next: (nth: number) => Omit<Question, 'subject'> & { readonly key?: string };
  },
): Promise<Attack> => {
  const { poor, courier, patient, ordinary, silent } = api.people;
  const people = [poor, courier, patient, ordinary, silent].map(({ sealed }) => ({
    idNumber: sealed.idNumber as string,
    name: sealed.name,
  }));
  const strangers = [601, 602, 603].map((sequence) => ({
    idNumber: idNumberOf(sequence) as string,
    name: `无此人${'甲乙丙'.charAt(sequence % 3)}`,
  }));
  const attacker = await attackerAs(api, `everybody-${name.replaceAll(/\W/g, '').slice(0, 40)}`);
  const transcripts: (readonly Told[])[] = [];
  for (const [index, subject] of [...people, ...strangers].entries()) {
    const told: Told[] = [];
    for (let nth = 0; nth < times; nth += 1) {
      const { key, ...question } = next(nth);
      told.push(await attacker.ask({ subject, ...question }, key === undefined ? undefined : `${key}-${index}`));
    }
    transcripts.push(told);
  }
  const asOne = transcripts.map((told) => told.map(({ telling }) => telling).join('\n'));
  const [longest = []] = transcripts.toSorted((a, b) => answersIn(b) - answersIn(a));
  const learned = learnedBits(classesOf(asOne));
  return attack(name, longest, { learned, of: Math.log2(transcripts.length), most, distinguishable: distinctOf(transcripts.flat()) });
};

const most = BUDGETS['client-subject'];
export const REPEATED = [
  { name: 'the same question again and again', most, next: () => ({}) },
  { name: 'the same under ever new idempotency keys', most, next: (nth: number) => ({ key: `k${nth}` }) },
  { name: 'the same under one idempotency key', most, next: () => ({ key: 'k' }) },
  { name: 'checks one at a time', most, next: (nth: number) => ({ checks: [CHECKS[nth % CHECKS.length] ?? 'identity'] }) },
  {
    name: 'cached and live in turns',
    most,
    next: (nth: number) => ({ freshness: nth % 2 === 0 ? ('cached' as const) : ('live' as const) }),
  },
  { name: 'ever shorter ages', most, next: (nth: number) => ({ maxAgeSeconds: Math.floor(31_536_000 / 2 ** nth) }) },
  { name: 'one purpose after the other', most, next: (nth: number) => ({ purpose: PURPOSES[nth % PURPOSES.length] ?? '' }) },
] as const;

export const repeated = (api: Api, which: (typeof REPEATED)[number], times: number): Promise<Attack> => everybody(api, { ...which, times });
