/** Values of options, parsed once: a wrong one is refused with what it should have been. */
import { InvalidArgumentError } from 'commander';
import { faultOfWords } from '../domain/kept-words.ts';
import { type Day, HOUR, type Instant, MINUTE, type Month, monthOf, parseCompactDay, readInstant, SECOND } from '../domain/period.ts';
import { DATASETS, type Dataset, sourceOf } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { type FaultWindow, parseFaults } from '../sandbox/faults.ts';

const refuse = (why: string): never => {
  throw new InvalidArgumentError(why);
};

export const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) return refuse('Not a whole number.');
  return Number(text);
};

export const positive = (text: string): number => {
  const number = wholeNumber(text);
  if (number === 0) return refuse('There must be at least one.');
  return number;
};

const LARGEST_PORT = 65_535;
const COUNTERPARTS = 4;

export const portBase = (text: string): number => {
  const port = positive(text);
  if (port + COUNTERPARTS - 1 > LARGEST_PORT) return refuse(`Four ports must fit below ${LARGEST_PORT + 1}.`);
  return port;
};

export const day = (text: string): Day => {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseCompactDay(text.replaceAll('-', '')) : null;
  return parsed ?? refuse('Not a calendar day; write it as 2026-11-23.');
};

/** A wall time of Shanghai, as people there write it. */
export const instant = (text: string): Instant => {
  const stated = readInstant(text);
  return stated.kind === 'stated' ? stated.value : refuse('Not a time; write it as "2026-11-23 22:00", by the clock of Shanghai.');
};

export const month = (text: string): Month => {
  const first = /^\d{4}-\d{2}$/.test(text) ? parseCompactDay(`${text.replace('-', '')}01`) : null;
  return first === null ? refuse('Not a month; write it as 2026-11.') : monthOf(first);
};

/** A dataset by its name, or as tables print it, with its source. */
export const dataset = (text: string): Dataset => {
  const names = Object.keys(DATASETS) as Dataset[];
  const found = names.find((name) => name === text || `${sourceOf(name)}/${name}` === text);
  return found ?? refuse(`There is no such dataset; there are ${names.join(', ')}.`);
};

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR };

export const duration = (text: string): number => {
  const [, digits, unit = 's'] = /^(\d{1,6})(s|m|h)?$/.exec(text) ?? [];
  if (digits === undefined) return refuse('Not a duration; write it as 90s, 10m or 2h.');
  return Number(digits) * (UNITS[unit] ?? SECOND);
};

export const webAddress = (text: string): string =>
  /^https?:\/\/\S+$/.test(text) && URL.canParse(text) ? text : refuse('Not a web address.');

export const faults = (text: string): readonly FaultWindow[] => {
  try {
    return parseFaults(text);
  } catch (thrown) {
    return refuse(thrown instanceof RangeError ? `${thrown.message.replace('--faults: ', '')}.` : 'It cannot be read.');
  }
};

/** A reason or an answer: it says something, and names nobody by a number. */
export const keptWords = (text: string): string => {
  const fault = faultOfWords(text);
  if (fault === null) return text.trim();
  // Not as other values are refused: that would repeat it.
  throw new Fault('invalid', { code: 'words-refused', detail: `A reason or an answer ${fault}.` });
};
