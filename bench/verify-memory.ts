/** Ten minutes of cached verify-identity without a pause: what the process holds must not grow. */
import type { Report } from './figures.ts';
import { load } from './load.ts';
import { askOf, residentMegabytes } from './verify/asking.ts';
import { setStage } from './verify/stage.ts';

const MINUTES = 10;
const CONNECTIONS = 32;
const PIECES = 6;
/** Over what was held after two minutes: by then all that is remembered has been. */
const MOST_GROWTH = 1.1;

export const verifyMemory = async (): Promise<Report> => {
  const stage = await setStage({ members: 2_000, clients: 8 });
  const megabytes: number[] = [];
  let [answers, refused] = [0, 0];
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await stage.renewTokens();
    for (let piece = 0; piece < PIECES; piece += 1) {
      await stage.forgiveBudgets();
      const told = await load({ port: stage.api.port, connections: CONNECTIONS, seconds: 60 / PIECES, next: askOf(stage) });
      answers += told.answers;
      refused += told.refused;
    }
    megabytes.push(await residentMegabytes(stage.api.pid));
  }
  const growth = Math.max(...megabytes.slice(2)) / (megabytes[1] ?? 1);
  const text = `${answers} answers in ${MINUTES} minutes, ${refused} refused; resident after each minute: ${megabytes.join(', ')} MB; growth since the second ${growth.toFixed(2)}`;
  const isGood = growth <= MOST_GROWTH && refused === 0;
  return { text, ratio: growth / MOST_GROWTH, figures: { answers, refused, megabytes, growth }, isGood };
};
