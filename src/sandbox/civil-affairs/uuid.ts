// Record keys of civil affairs.

import { diceFor } from '../random.ts';

const castUuid = diceFor('uuid');

/** A UUID of version 4's shape, the same for the same name. */
export const uuidOf = (seed: number, name: string): string => {
  const dice = castUuid(seed, name);
  const word = () => dice.whole({ from: 0, to: 0xffff_ffff }).toString(16).padStart(8, '0');
  const hex = word() + word() + word() + word();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};
