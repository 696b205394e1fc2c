/** One night with its mishaps, from the first process to the last, and what is wrong with what it came to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../../src/config.ts';
import { openContext } from '../../../src/context.ts';
import type { Day } from '../../../src/domain/period.ts';
import type { City } from '../../../src/sandbox/city/city.ts';
import { type Ending, processesOf } from '../../journeys/huzheng.ts';
import { complaintsAbout, type Excuses, type Facts, factsOf } from './facts.ts';
import type { Place } from './place.ts';
import type { Plan } from './plan.ts';
import { strikeAll } from './strike.ts';
import { gather, offsetTo, type Troupe } from './troupe.ts';
import { type Watch, watching } from './watch.ts';

export interface Played {
  readonly plan: Plan;
  readonly facts: Facts;
  /** Empty: as it should be. */
  readonly complaints: readonly string[];
  /** Whose moment never came: the night was over. */
  readonly missed: number;
  readonly seconds: number;
  /** That the counterparts received. */
  readonly calls: number;
}

/** From the last mishap on: then a night that is not over hangs. */
const ENDS_WITHIN_MS = 240_000;
/** An authority that answered empty is asked again by each. */
const MOST_RECONCILIATIONS = 8;

export interface Acting {
  readonly plan: Plan;
  readonly date: Day;
  readonly people: City['people'];
  /** Of an undisturbed one; null: this is it. */
  readonly expected: { readonly facts: Facts; readonly calls: number } | null;
}

export const playAt = async (place: Place, { plan, date, people, expected }: Acting): Promise<Played> => {
  const from = performance.now();
  const troupe = gather(place, date);
  await place.setClock('hour', offsetTo(date));
  for (const role of plan.cast) void troupe.start(role);
  const watch = watching(place, date);
  try {
    const struck = await strikeAll(plan.blows, { place, troupe, watch, calls: expected?.calls ?? 0 });
    const hung = await watch.over(ENDS_WITHIN_MS);
    const lasting = hung ? [`it hung: ${troupe.said().slice(-500)}`] : await finish(plan, troupe, watch);
    const parting = await troupe.leave();
    const left = await processesOf(place.home);
    const facts = await gathered(place, date);
    const named = namedIn(`${troupe.said()}${await logsOf(place)}`, people);
    const complaints = [
      ...struck.complaints,
      ...lasting,
      ...parting,
      ...troupe
        .endings()
        .filter(isBug)
        .map(({ role, stderr }) => `${role} broke: ${stderr.slice(-500)}`),
      ...left.map((process) => `still runs: ${process}`),
      ...(named === 0 ? [] : [`${named} people are named in what was said`]),
      ...complaintsAbout(facts, expected?.facts ?? facts, excusesOf(plan)),
    ];
    return { plan, facts, complaints, missed: struck.missed, seconds: (performance.now() - from) / 1_000, calls: place.calls() };
  } finally {
    await troupe.leave();
  }
};

/** Whoever ends by itself is started again, and the night may come to what it should all the same. */
const isBug = ({ stderr }: Ending): boolean => stderr.includes('please report');

const hasEmptyAnswers = (windows: Plan['windows']): boolean => windows.some(({ kind }) => kind === 'empty');

const excusesOf = ({ windows, blows }: Plan): Excuses => ({
  rules: blows.some(({ mishap }) => mishap.kind === 'clock') ? ['clock-skew'] : [],
  takenBack: !hasEmptyAnswers(windows),
});

/**
 * A feed that is empty for one night cannot be told from a quiet one, nor on a first night those of whom a lookup says nothing from those of whom there is nothing; and whoever is asked about and has a row that cannot be read is not read, whatever other rows say
 * (`2-normalise/job.ts`). Both are asked about once more the next time: a night with such answers is as the next one leaves it.
 */
const finish = async (plan: Plan, troupe: Troupe, watch: Watch): Promise<readonly string[]> => {
  const complaints = await complete(troupe, watch);
  if (!isLeftToTheNext(plan)) return complaints;
  await troupe.start('reconcile');
  return [...complaints, ...(await complete(troupe, watch))];
};

/** They are asked about named persons; a feed tells the good row beside the broken one. */
const ASKED_BY_NAME: readonly string[] = ['civil-affairs', 'medical-insurance'];

const isLeftToTheNext = ({ windows, night }: Plan): boolean =>
  windows.some(({ source, kind }) => {
    const isAskedByName = ASKED_BY_NAME.includes(source);
    return (kind === 'badrecord' && isAskedByName) || (kind === 'empty' && (isAskedByName || night === 'ordinary'));
  });

/** What was missing is asked for again, as an operator would by the same command. */
const complete = async (troupe: Troupe, watch: Watch): Promise<readonly string[]> => {
  for (let times = 0; times < MOST_RECONCILIATIONS; times += 1) {
    if ((await watch.status()) === 'completed') return [];
    await troupe.start('reconcile');
  }
  return [`not completed after ${MOST_RECONCILIATIONS} more reconciliations`];
};

const gathered = async ({ own, sandbox }: Place, date: Day): Promise<Facts> => {
  const context = await openContext(readConfig({ ...own, HUZHENG_LOG_LEVEL: 'error' }, { mode: 'tool' }));
  try {
    return await factsOf(context, sandbox, date);
  } finally {
    await context.close();
  }
};

const logsOf = ({ home }: Place): Promise<string> => readFile(join(home, 'logs', 'huzheng.log'), 'utf8').catch(() => '');

/** How many of the city, members or not, are named or numbered in it. */
const namedIn = (text: string, people: City['people']): number =>
  people.filter(({ name, idNumber }) => text.includes(idNumber.slice(0, 17)) || text.includes(name)).length;
