/** `huzheng sources pause|resume`: a source is left alone for a time. */
import { type Instant, wallTime } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { pause, resume } from '../jobs/pause-source.ts';
import { failedOfSource } from '../storage/dataset-standing.ts';
import { findCity } from '../storage/synthetic-city.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';
import { tryingAgain } from './unfinished-text.ts';

interface Options {
  readonly why: string;
  readonly json?: true;
}

export const sourcesPause = (
  { why, until, json }: Options & { readonly until?: Instant },
  _: Interruption,
  [source = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    const paused = await pause({ source: source as Source, until: until ?? null }, { by: thisUser(), why, trace: null }, context);
    const end = paused.until === null ? `until \`huzheng sources resume ${source}\`` : `until ${wallTime(paused.until)} Shanghai time`;
    process.stdout.write(json === true ? `${JSON.stringify(paused)}\n` : `${source} is paused ${end}.\n`);
    return 0;
  });

export const sourcesResume = ({ why, json }: Options, _: Interruption, [source = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const dueNow = await resume(source as Source, { by: thisUser(), why, trace: null }, context);
    const { pool } = context;
    const failed = await failedOfSource(pool, source as Source);
    const jobs = dueNow === 1 ? 'one job that waited for it is' : `${dueNow} jobs that waited for it are`;
    const again = tryingAgain((await findCity(pool)) !== null, source as Source);
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ source, dueNow, failed })}\n`
        : `${source} may be asked again; ${jobs} due now.\n${failed === 0 ? '' : `${stayText(failed)}: ${again}.\n`}`,
    );
    return 0;
  });

/** What was given up before or during the pause waits for nothing. */
const stayText = (failed: number): string =>
  failed === 1
    ? 'One failed job of it stays as it is until it is tried again'
    : `${failed} failed jobs of it stay as they are until they are tried again`;
