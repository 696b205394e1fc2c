/** The attacker's script: every way to ask five thousand questions about one person, what it learned in bits, and the bound. */
import { attackAll, openStage, tellApart } from '../test/support/probe/probe.ts';
import type { Report } from './figures.ts';
import { kept } from './leaving.ts';

const QUESTIONS = 5_000;

export const probe = async (): Promise<Report> => {
  const stage = await kept(openStage(), ({ api }) => api.close());
  const attacks = await attackAll(stage, QUESTIONS);
  const { stranger, ...others } = await tellApart(stage);
  const isSame = Object.values(others).every((seen) => JSON.stringify(seen) === JSON.stringify(stranger));
  const isBound = attacks.every((one) => one.learnedBits <= one.boundBits && one.answered <= one.mostAnswers);
  const ratio = Math.max(...attacks.map((one) => one.learnedBits / one.boundBits));
  const lines = attacks.map((one) =>
    [
      one.name.padEnd(76),
      `asked ${String(one.asked).padStart(5)}  answered ${String(one.answered).padStart(4)} of at most ${String(one.mostAnswers).padStart(4)}`,
      `learned ${one.learnedBits.toFixed(3).padStart(6)} of ${one.ofBits.toFixed(2)} bits, bound ${one.boundBits.toFixed(1)}`,
    ].join('  '),
  );
  const text = [...lines, `off the roster and not agreed: ${isSame ? 'the same bytes, statements and calls' : 'TOLD APART'}`].join('\n');
  return { text, ratio, figures: { attacks, isSame }, isGood: isSame && isBound };
};
