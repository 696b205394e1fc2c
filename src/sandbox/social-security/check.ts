// `POST /si/v1/check`: one person as of now, or null for somebody social security does not know.

import type { City } from '../city/city.ts';
import { employerOf } from '../city/employers.ts';
import { employmentOf, payingPost } from '../city/employment.ts';
import { gradeNames } from '../city/names.ts';
import { registeredName } from '../city/registered-names.ts';
import type { Employment } from '../city/script.ts';
import type { Quirks, Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { VOLUMES } from '../rates.ts';
import { type Month, monthOf } from '../shanghai-time.ts';

const LONGEST_PAUSE_MONTHS = 36;

const castCheck = diceFor('social-check');

/** AAE003_LAST: the last month whose contribution surely arrived. */
const lastMonthPaid = (employment: Employment, thisMonth: Month): Month | undefined => {
  for (let month = thisMonth - 1; month > thisMonth - LONGEST_PAUSE_MONTHS; month -= 1) {
    if (payingPost(employment, month)) return month;
  }
  return undefined;
};

export const checkPerson = (quirks: Quirks, city: City, { idNumber, name }: { idNumber: string; name: string }): Row | null => {
  const person = city.findByIdNumber(idNumber);
  const employment = person && employmentOf(city, person);
  const post = employment?.posts.at(-1);
  if (!person || !employment || !post) return null;
  const dice = castCheck(city.seed, person.index);
  const over = post.until !== null && post.until < city.day;
  const kinds = VOLUMES.participationInsurances.slice(0, employment.cover === 'full' ? undefined : 1);
  const row: Row = {
    AAC002_PPDDM: '1',
    AAC003_PPDDM: gradeNames(registeredName(city, 'social-security', person), name),
    AAC008: quirks.code(dice, over && post.leaves === 'ended' ? '2' : '1'),
    AAC031: quirks.code(dice, !over ? '1' : post.leaves === 'paused' ? '2' : '3'),
    AAB004: employerOf(post.employer).name,
    AAE140: over ? [] : kinds,
    AAE418: quirks.stamp(dice, city.end - 3600),
  };
  const last = lastMonthPaid(employment, monthOf(city.day));
  if (last === undefined) quirks.unstatedDate(dice, row, 'AAE003_LAST');
  else row['AAE003_LAST'] = quirks.month(dice, last);
  return row;
};
