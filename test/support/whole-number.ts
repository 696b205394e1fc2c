/** Options of scripts and benches that count something. */

/** Throws a sentence for anything but a whole number of one or more. */
export const wholeNumber = (option: string, text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RangeError(`--${option} is a whole number of 1 or more, not "${text}"`);
};
