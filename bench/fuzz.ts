/** A hundred thousand bad and odd requests, generated from the contract, against a running server. The seed makes them again. */
import { randomInt } from 'node:crypto';
import { fuzzOn, openTalkative } from '../test/support/fuzz/fuzz.ts';
import type { Report } from './figures.ts';
import { kept } from './leaving.ts';

const INPUTS = 100_000;

export const fuzz = async (): Promise<Report> => {
  const api = await kept(openTalkative(), ({ close }) => close());
  const startedAt = performance.now();
  const tried = await fuzzOn(api, { inputs: INPUTS, seed: randomInt(1_000_000_000) });
  const figures = { ...tried, seconds: Math.round((performance.now() - startedAt) / 1000) };
  const counted = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .toSorted(([, a], [, b]) => b - a)
      .map(([what, many]) => `${what} ${many}`)
      .join(', ');
  const text = [
    `fuzz: ${figures.inputs} requests in ${figures.seconds} s, seed ${figures.seed}, ${figures.faults.length} faults`,
    `  statuses  ${counted(figures.statuses)}`,
    `  problems  ${counted(figures.problems)}`,
    `  answered  ${counted(figures.answered)}`,
    ...figures.faults.map((fault) => `  ${fault}`),
  ].join('\n');
  return { text, ratio: figures.faults.length / INPUTS, figures, isGood: figures.faults.length === 0 };
};
