// Where a person works or worked, as the social-insurance register could know it: posts, what cover they bring, and the
// months contributions were paid for.

import { type Dice, diceFor } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import { type Day, type Month, monthOf } from '../shanghai-time.ts';
import type { City } from './city.ts';
import { deathOf } from './deaths.ts';
import { type Person, type Story, storyOf, type Work } from './people.ts';
import { type Employment, NO_EMPLOYMENT, type Post } from './script.ts';

const castEmployment = diceFor('employment');

const LEAVING: Partial<Record<Story, 'paused' | 'ended'>> = {
  dismissed: 'paused',
  'dismissed-with-earner': 'paused',
  retired: 'ended',
  moved: 'ended',
};
const PAUSED_SHARE: Partial<Record<Story, number>> = { dibao: 0.3, tekun: 0.3, 'dibao-margin': 0.15, 'rigid-spending': 0.05 };

const coverOf = (dice: Dice, story: Story): Employment['cover'] => {
  const roll = dice.next();
  if (story === 'new-form') return roll < 0.3 ? 'pension-only' : 'none';
  return story === 'tekun' && roll < 0.6 ? 'none' : 'full';
};

const lasting = (work: Work): Post => ({ employer: work.employer, from: work.hiredOn, until: null, leaves: 'ended' });

/** A former post and the present one, the change being `gapDays` long. */
const changed = (work: Work, on: Day, gapDays: number, leaves: Post['leaves']): Post[] => [
  { employer: work.employer + 1, from: work.hiredOn, until: on, leaves },
  { ...lasting(work), from: on + gapDays },
];

const postsOf = (dice: Dice, city: City, person: Person, work: Work): Post[] => {
  const story = storyOf(person);
  const { turnedOn } = person.household;
  const [changes, pauses, place, gap] = [dice.next(), dice.next(), dice.next(), dice.next()];
  const leaves = LEAVING[story];
  if (leaves) return [{ ...lasting(work), until: turnedOn, leaves }];
  if (deathOf(city, person)?.noticed === 'everywhere') return [{ ...lasting(work), until: turnedOn, leaves: 'ended' }];
  if (pauses < (PAUSED_SHARE[story] ?? 0)) return [{ ...lasting(work), until: turnedOn, leaves: 'paused' }];
  if (story === 'benefit-while-employed') return changed(work, turnedOn, 35 + Math.floor(gap * 20), 'paused');
  // Only those to whom nothing happens in the quarter, or news would rewrite their history.
  if (turnedOn !== city.anchor || changes >= CITY_RATES.changedEmployer) return [lasting(work)];
  return changed(work, city.anchor - 60 - Math.floor(place * 270), Math.floor(gap * 40), 'ended');
};

export const employmentOf = (city: City, person: Person): Employment => {
  if (person.script) return person.script.employment;
  if (!person.work) return NO_EMPLOYMENT;
  const dice = castEmployment(city.seed, person.index);
  const cover = coverOf(dice, storyOf(person));
  if (cover === 'none') return NO_EMPLOYMENT;
  const posts = postsOf(dice, city, person, person.work);
  const death = deathOf(city, person);
  const until = death?.on ?? posts.at(-1)?.until ?? null;
  return { cover, posts, lastPaidMonth: until === null ? null : monthOf(until) + (death?.paidMonthsAfter ?? 0) };
};

/** The post a month's contribution is paid from; undefined if none was due. */
export const payingPost = ({ posts, lastPaidMonth }: Employment, month: Month): Post | undefined =>
  lastPaidMonth !== null && month > lastPaidMonth
    ? undefined
    : posts.find(({ from, until }) => month > monthOf(from) && (until === null || lastPaidMonth !== null || month <= monthOf(until)));
