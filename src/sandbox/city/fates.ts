// Which story a household lives, and the day it turned. Drawn once per household, whatever the city's date is: a story
// whose day lies ahead is not told yet.

import type { Dice } from '../random.ts';
import { STORY_RATES, type StoryRate } from '../rates.ts';
import type { Day } from '../shanghai-time.ts';
import type { Story } from './people.ts';

/** News comes from the second day of the quarter on; no quarter is longer than this. */
const NEWS_DAYS = 91;

export interface Fate {
  readonly story: Story;
  readonly turnedOn: Day;
}

const TOLD = Object.entries(STORY_RATES).map(([story, { share }]) => [story, share] as const);
const WEIGHTS = Object.fromEntries<number>([...TOLD, ['employed', 1 - TOLD.reduce((sum, [, share]) => sum + share, 0)]]) as Record<
  Story,
  number
>;

/** Draws a fate; `anchor` is the first day of the quarter. Nothing ever happens to the employed: they turn on the anchor. */
export const drawFate = (dice: Dice, anchor: Day): Fate => {
  const story = dice.weighted(WEIGHTS);
  const [newsRoll, place] = [dice.next(), dice.next()];
  if (story === 'employed') return { story, turnedOn: anchor };
  const { begun, news }: StoryRate = STORY_RATES[story];
  const before = begun.from + Math.floor(place * (begun.to - begun.from + 1));
  return { story, turnedOn: newsRoll < news ? anchor + 1 + Math.floor(place * NEWS_DAYS) : anchor - before };
};
