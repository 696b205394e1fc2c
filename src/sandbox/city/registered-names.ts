// The name each source has registered for a person: one name per source, whatever service of it answers.

import { diceFor } from '../random.ts';
import { NAME_RATES } from '../rates.ts';
import type { SourceId } from '../tally.ts';
import type { City } from './city.ts';
import { nameSomebody, simplified, soundAlike } from './names.ts';
import type { Person } from './people.ts';

const castName = {
  'civil-affairs': diceFor('name-at-civil-affairs'),
  'medical-insurance': diceFor('name-at-medical-insurance'),
  'social-security': diceFor('name-at-social-security'),
};

/** Nearly always the roster's name; now and then one character off, another dot, simplified, or somebody else's. */
export const registeredName = (
  { seed }: City,
  source: Exclude<SourceId, 'aid-system'>,
  { index, name, male, idType, script }: Person,
): string => {
  if (script) return script.names?.[source] ?? name;
  const dice = castName[source](seed, index);
  const roll = dice.next();
  if (roll < NAME_RATES.different) return nameSomebody(dice, male);
  if (roll < NAME_RATES.different + NAME_RATES.similar) return soundAlike(name);
  if (idType === 'hmt-residence-permit') return dice.chance(NAME_RATES.simplified) ? simplified(name) : name;
  return name.includes('·') && dice.chance(NAME_RATES.otherDot) ? name.replace('·', dice.pick(['•', '．', '・'])) : name;
};
