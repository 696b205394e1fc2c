// The order of a feed with very many rows: by the time a row last changed, then by its reference. Rows themselves are
// computed when asked for; an entry is two numbers.

import type { Second } from '../shanghai-time.ts';

/** A position in the feed: everything up to and including this entry was read. */
export interface Position {
  readonly time: Second;
  readonly ref: number;
}

export const BEGINNING: Position = { time: 0, ref: 0 };

export class ChangeIndex {
  readonly #times: Float64Array;
  readonly #refs: Float64Array;

  private constructor(times: Float64Array, refs: Float64Array) {
    this.#times = times;
    this.#refs = refs;
  }

  /** `fill` adds entries by ascending reference; those not before `end` have not happened and are left out. */
  static of(end: Second, fill: (add: (time: Second, ref: number) => void) => void): ChangeIndex {
    const times: number[] = [];
    const refs: number[] = [];
    fill((time, ref) => {
      if (time >= end) return;
      times.push(time);
      refs.push(ref);
    });
    // Time and place packed into one number sort as fast as numbers do; 2^53 leaves room for four million entries.
    const packed = Float64Array.from(times, (time, place) => time * times.length + place).sort();
    const places = packed.map((value) => value % times.length);
    return new ChangeIndex(
      places.map((place) => times[place] ?? 0),
      places.map((place) => refs[place] ?? 0),
    );
  }

  get size(): number {
    return this.#times.length;
  }

  at(place: number): Position {
    return { time: this.#times[place] ?? 0, ref: this.#refs[place] ?? 0 };
  }

  /** The first place after a position. */
  after({ time, ref }: Position): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.at(middle);
      if (entry.time < time || (entry.time === time && entry.ref <= ref)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
