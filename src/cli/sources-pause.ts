/** `huzheng sources pause|resume`: a source is left alone for a time. */
import { type Instant, wallTime } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { pause, resume } from '../jobs/pause-source.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

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
    const jobs = dueNow === 1 ? 'one job that waited for it is' : `${dueNow} jobs that waited for it are`;
    process.stdout.write(json === true ? `${JSON.stringify({ source, dueNow })}\n` : `${source} may be asked again; ${jobs} due now.\n`);
    return 0;
  });
