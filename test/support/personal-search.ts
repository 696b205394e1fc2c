/**
 * Whether anything personal stands in a heap of bytes, however large: every run of digits and every run of Chinese characters is held against what
 * is known of the people, in clear, in full-width digits, without the check character, in the old fifteen digits, and once more as bytes in hex.
 */
import { fifteenDigits } from '../../src/sandbox/city/identity-numbers.ts';

export interface Personal {
  readonly idNumbers: readonly string[];
  /** Mobiles and other numbers of digits only. */
  readonly numbers: readonly string[];
  /** Names of people, employers and diseases. */
  readonly words: readonly string[];
}

export interface Searcher {
  /** What was found, masked: what stands there and nothing else. */
  readonly in: (bytes: Buffer) => readonly string[];
}

export const searcherOf = ({ idNumbers, numbers, words }: Personal): Searcher => {
  const digits = new Set([
    ...idNumbers.map((idNumber) => idNumber.slice(0, 17)),
    ...idNumbers.flatMap((idNumber) => fifteenDigits(idNumber) ?? []),
    ...numbers,
  ]);
  const texts = new Set(words);
  const [digitLengths, textLengths] = [lengthsOf(digits), lengthsOf(texts)];
  const plain = (bytes: Buffer): readonly string[] => {
    const text = halfWidth(bytes.toString('latin1'));
    const shortest = Math.min(...digitLengths);
    const runs = [...text.matchAll(new RegExp(`\\d{${shortest},}`, 'gu'))].map(([run]) => run);
    const chinese = [...text.matchAll(/(?:[\xe3-\xe9][\x80-\xbf]{2}|\xc2\xb7|\xef\xbc[\x80-\xbf]){2,}/g)].map(([run]) =>
      Buffer.from(run, 'latin1').toString(),
    );
    return [
      ...runs.flatMap((run) => windowsIn(run, digits, digitLengths)),
      ...chinese.flatMap((run) => windowsIn(run, texts, textLengths)),
    ];
  };
  return {
    in: (bytes) => {
      const hex = [...bytes.toString('latin1').matchAll(/(?:[0-9a-f]{2}){8,}/gi)].map(([run]) => Buffer.from(run, 'hex'));
      const shifted = [...bytes.toString('latin1').matchAll(/[0-9a-f](?:[0-9a-f]{2}){8,}/gi)].map(([run]) =>
        Buffer.from(run.slice(1), 'hex'),
      );
      const gap = Buffer.from(' ');
      return [...new Set([bytes, Buffer.concat([...hex, ...shifted].flatMap((one) => [one, gap]))].flatMap(plain))];
    },
  };
};

const lengthsOf = (words: ReadonlySet<string>): readonly number[] => [...new Set([...words].map((word) => word.length))];

const halfWidth = (text: string): string =>
  text.replaceAll(/\xef\xbc([\x90-\x99])/g, (_, digit: string) => String.fromCharCode(digit.charCodeAt(0) - 0x60));

const windowsIn = (run: string, known: ReadonlySet<string>, lengths: readonly number[]): readonly string[] =>
  lengths.flatMap((length) =>
    Array.from({ length: Math.max(0, run.length - length + 1) }, (_, from) => run.slice(from, from + length)).filter((window) =>
      known.has(window),
    ),
  );
