/** What a bench may be told on its command line: read before anything starts, and refused in a sentence. */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../test/support/whole-number.ts';
import type { Report } from './figures.ts';

export interface Option<T> {
  /** What stands for its value in the help. */
  readonly value: string;
  /** Null: absent, it is null. */
  readonly usually: string | null;
  readonly means: string;
  /** Throws a `RangeError` that says what is wanted. */
  readonly read: (text: string, option: string) => T;
}

type Options = Readonly<Record<string, Option<unknown>>>;
type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? (O[K]['usually'] extends null ? T | null : T) : never;
};

export interface Bench {
  readonly about: string;
  readonly help: readonly string[];
  /** Throws a `RangeError` for flags that it does not know, or that make no sense; nothing has begun then. */
  readonly prepare: (flags: readonly string[]) => { readonly isJson: boolean; readonly begin: () => Promise<Report> };
}

interface Defined<O extends Options> {
  readonly about: string;
  readonly options?: O;
  /** A sentence where what is asked for says less than it seems to. */
  readonly warning?: (values: Values<O>) => string | null;
  readonly begin: (values: Values<O>) => Promise<Report>;
}

export const defineBench = <const O extends Options = Record<never, never>>({ about, options, warning, begin }: Defined<O>): Bench => ({
  about,
  help: [...Object.entries(options ?? {}).map(helpOf), line('json', '', 'the figures, as one line of JSON')],
  prepare: (flags) => {
    const { json, ...given } = parsed(Object.keys(options ?? {}), flags);
    const values = Object.fromEntries(Object.entries(options ?? {}).map(([name, option]) => [name, readValue(name, option, given[name])]));
    const said = warning?.(values as Values<O>) ?? null;
    return {
      isJson: json === true,
      begin: async () => {
        if (said !== null) process.stderr.write(`${said}\n`);
        const report = await begin(values as Values<O>);
        return said === null ? report : { ...report, text: `${report.text}\n${said}`, figures: { ...report.figures, warning: said } };
      },
    };
  },
});

const readValue = (name: string, { usually, read }: Option<unknown>, given: unknown): unknown => {
  const text = typeof given === 'string' ? given : usually;
  return text === null ? null : read(text, name);
};

const parsed = (names: readonly string[], flags: readonly string[]): Readonly<Record<string, unknown>> => {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...joined(names, flags)], options: { ...options, json: { type: 'boolean' } } }).values;
  } catch (thrown) {
    // What follows its first sentence is for whoever wrote the program.
    throw new RangeError((thrown as Error).message.split(/\. |\n/)[0], { cause: thrown });
  }
};

/** Whatever follows an option is its value: of `--members -3` it is said what is wrong with -3. */
const joined = (names: readonly string[], flags: readonly string[]): readonly string[] => {
  const read: string[] = [];
  for (const flag of flags) {
    const before = read.at(-1) ?? '';
    if (names.some((name) => before === `--${name}`)) read.splice(-1, 1, `${before}=${flag}`);
    else read.push(flag);
  }
  return read;
};

const line = (name: string, value: string, means: string): string => `  ${`--${name} ${value}`.padEnd(32)} ${means}`;

const helpOf = ([name, { value, usually, means }]: readonly [string, Option<unknown>]): string =>
  line(name, value, `${means}${usually === null ? '' : ` (${usually})`}`);

export const quantity = (usually: string, means: string): Option<number> & { readonly usually: string } => ({
  value: 'N',
  usually,
  means,
  read: (text, option) => wholeNumber(option, text),
});

export const quantities = (usually: string, means: string): Option<readonly number[]> & { readonly usually: string } => ({
  value: 'N,N…',
  usually,
  means,
  read: (text, option) => text.split(',').map((one) => wholeNumber(option, one)),
});

/** `usually` null: none of them. */
export const oneOf = <const W extends string, const U extends W | null>(
  words: readonly W[],
  usually: U,
  means: string,
): Option<W> & { readonly usually: U } => ({
  value: 'WORD',
  usually,
  means: `${means}: ${words.join(' | ')}`,
  read: (text, option) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new RangeError(`--${option} is one of ${words.join(' | ')}, not "${text}"`);
    return found;
  },
});

export const text = <const U extends string | null>(
  value: string,
  usually: U,
  means: string,
): Option<string> & { readonly usually: U } => ({
  value,
  usually,
  means,
  read: (given, option) => {
    if (given === '') throw new RangeError(`--${option} names nothing`);
    return given;
  },
});
