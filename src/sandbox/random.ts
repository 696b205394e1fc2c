// Seeded chance: the same numbers in any process, at any hour, whatever was asked before. Nothing here reads a clock.

const scramble = (value: number): number => {
  const first = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2_ae35);
  return second ^ (second >>> 16);
};

/** A 32-bit number for a text (FNV-1a, scrambled). */
export const hashText = (text: string): number => {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  return scramble(hash);
};

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One sequence of draws (mulberry32). A reader that draws in a fixed order gets the same story every time. */
export class Dice {
  #state: number;

  constructor(state: number) {
    this.#state = state | 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    const first = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    const second = (first + Math.imul(first ^ (first >>> 7), 61 | first)) ^ first;
    return ((second ^ (second >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(rate: number): boolean {
    return this.next() < rate;
  }

  /** A whole number in the range, both ends included. */
  whole({ from, to }: Range): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  within({ from, to }: Range): number {
    return from + this.next() * (to - from);
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.next() * choices.length)];
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  }

  /** A key of the table, as likely as its weight; weights need not add up to one. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights) as [K, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return this.pick(entries)[0];
  }

  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, place: this.next() }))
      .sort((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }
}

/** Dice for one topic: the same seed and key always begin the same sequence, and topics do not disturb each other. */
export const diceFor = (topic: string): ((seed: number, key: number | string) => Dice) => {
  const salt = hashText(topic);
  return (seed, key) => new Dice(scramble(scramble(seed ^ salt) + (typeof key === 'number' ? scramble(key + 1) : hashText(key))));
};
