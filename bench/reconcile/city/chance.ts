/** Draws that cost a few multiplications: tens of millions of rows are made of them, and again whenever a page is asked for. */

/** Of [0, 1): the same for the same person and question. */
export const drawOf = (person: number, question: number): number => {
  let mixed = Math.imul(person ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(question + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
};

/** A whole number from `from` to `to`, both inclusive. */
export const wholeOf = (person: number, question: number, { from, to }: { readonly from: number; readonly to: number }): number =>
  from + Math.floor(drawOf(person, question) * (to - from + 1));

const commonDivisor = (one: number, other: number): number => (other === 0 ? one : commonDivisor(other, one % other));

/** A step that visits each of `size` places once before it comes back: people of one page live all over the city. */
export const stepThrough = (size: number): number => {
  let step = Math.floor(size * 0.618_034) | 1;
  while (commonDivisor(step, size) !== 1) step += 2;
  return step;
};
