/** `huzheng drops`: what stopped because more would end than ends in an ordinary night, and a person's word that it is true. */
import { shownDrop } from '../api/routes/drops.ts';
import type { Dataset } from '../domain/sources.ts';
import { acceptDrop } from '../jobs/accept-drop.ts';
import { percentEnded } from '../pipeline/2-normalise/most-ended.ts';
import type { Db } from '../storage/database.ts';
import { type StandingDrop, standingDrops } from '../storage/drops.ts';
import { findCity } from '../storage/synthetic-city.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';
import { tryingAgain } from './unfinished-text.ts';

export const dropsList = ({ json }: { readonly json?: true }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const drops = await standingDrops(pool);
    const goesOn = await howItGoesOn(pool);
    const text = drops.length === 0 ? 'Nothing stopped of a drop.\n' : drops.map((drop) => textOf(drop, goesOn)).join('');
    process.stdout.write(json === true ? `${JSON.stringify({ items: drops.map(shownDrop) })}\n` : text);
    return 0;
  });

const textOf = ({ dataset, runId, jobs, accepted, ...drop }: StandingDrop, goesOn: string): string => {
  const todo =
    accepted === null
      ? `\`huzheng drops accept ${runId} ${dataset} --why …\`, if the authority says that it is true`
      : `accepted by ${accepted.by}; ${goesOn}`;
  return `${dataset}  ${runId}  ${shareOf({ dataset, ...drop })}, ${jobs === 1 ? 'one failed job' : `${jobs} failed jobs`}\n  ${todo}\n`;
};

/** Its cause alone, where other drops wait that are not true. */
const howItGoesOn = async (pool: Db): Promise<string> =>
  `what failed of it goes on with ${tryingAgain((await findCity(pool)) !== null)}, or --fingerprint F as \`huzheng jobs failed\` names it`;

/** Of a source that names nobody where nothing was held, nothing ends. */
const shareOf = ({ dataset, wouldEnd, held }: Pick<StandingDrop, 'dataset' | 'wouldEnd' | 'held'>): string => {
  if (held === 0) return 'nobody is named, and nothing was held';
  const end = dataset === 'members' ? 'members would leave' : 'records would end';
  return held === null ? `${wouldEnd} ${end}` : `${wouldEnd} of ${held} ${end} (${percentEnded({ wouldEnd, held })}%)`;
};

interface Accepting {
  readonly why: string;
  readonly json?: true;
}

export const dropsAccept = ({ why, json }: Accepting, _: Interruption, [runId = '', dataset = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const drop = { runId, dataset: dataset as Dataset };
    const accepted = await acceptDrop(drop, { by: thisUser(), why, trace: null }, context);
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ ...drop, ...accepted })}\n`
        : `The drop of ${dataset} in ${runId} is accepted; ${await howItGoesOn(context.pool)}.\n`,
    );
    return 0;
  });
