/** `huzheng quarantine`: rows that could not be read, why, and read once more. */
import { lookOnce } from '../alerts/watch.ts';
import { type AskedFilter, filterOf } from '../api/quarantine/filter.ts';
import { lookAtPage, lookAtRow, noSuchRow } from '../api/quarantine/look.ts';
import { shownRow } from '../api/quarantine/shown-row.ts';
import { type Choice, wantedRows } from '../api/quarantine/wanted.ts';
import { processEnvironment, type RawEnvironment } from '../config.ts';
import { isUuid } from '../domain/uuid.ts';
import { type AskedReplay, replayQuarantined } from '../jobs/replay-quarantined.ts';
import { stillOpenAmong } from '../storage/quarantine.ts';
import type { QuarantineQuery } from '../storage/quarantine-lists.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { firstOf, moreText } from './first-of.ts';
import { followRun, sayHowToGoOn } from './follow.ts';
import type { Interruption, Leaving } from './interruption.ts';
import { many } from './many.ts';
import { patiently } from './patience.ts';
import { quarantinedText, replayedText, rowsText } from './quarantine-text.ts';
import { rememberedCity } from './sandbox-city.ts';
import { besideSandbox } from './sandbox-process.ts';
import { withContext } from './session.ts';
import { tellSummary } from './summary.ts';
import { thisUser } from './this-user.ts';

interface ListOptions extends AskedFilter {
  readonly state: QuarantineQuery['state'];
  readonly limit: number;
  readonly json?: true;
}

const LOOKER = (): Parameters<typeof lookAtRow>[1] => ({ caller: thisUser(), trace: null });

export const quarantineList = ({ state, limit, json, ...asked }: ListOptions): Promise<number> =>
  withContext('tool', async (context) => {
    const query = { state, filter: filterOf(asked), after: null, limit: limit + 1 };
    const { items: rows, more } = firstOf(await lookAtPage(query, { shown: limit, looker: LOOKER() }, context), limit);
    const items = rows.map(shownRow);
    process.stdout.write(json === true ? `${JSON.stringify({ items, more })}\n` : `${rowsText(items)}${moreText({ more })}`);
    return 0;
  });

export const quarantineShow = ({ json }: { readonly json?: true }, _: Interruption, [id = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const found = await lookAtRow(id, LOOKER(), context);
    process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : quarantinedText(found));
    return 0;
  });

export interface ReplayOptions extends Omit<Choice, 'ids'> {
  readonly why: string;
  readonly sandbox?: true;
  readonly json?: true;
}

export const quarantineReplay = (options: ReplayOptions, interruption: Interruption, ids: readonly string[]): Promise<number> => {
  if (!ids.every(isUuid)) throw noSuchRow();
  const wanted = wantedRows({ ...options, ids: ids.length === 0 ? undefined : ids });
  const asked = { wanted, why: options.why, by: thisUser(), trace: null };
  const replay = (environment: RawEnvironment, { signal }: Leaving): Promise<number> =>
    replayed(asked, { json: options.json ?? false, sandbox: options.sandbox ?? false, signal }, environment);
  return options.sandbox === true ? besideSandbox(rememberedCity, interruption, replay) : replay(processEnvironment(), interruption);
};

interface Telling {
  readonly json: boolean;
  readonly sandbox: boolean;
  readonly signal: AbortSignal;
}

/** Done when this ends, with all that follows. */
const replayed = (asked: AskedReplay, { json, sandbox, signal }: Telling, environment: RawEnvironment): Promise<number> =>
  withContext(
    'quarantine replay',
    async (context) => {
      const { run, quarantineIds } = await replayQuarantined(asked, context);
      process.stderr.write(`${run.runId}: ${many(quarantineIds.length, 'row is', 'rows are')} read once more\n`);
      const { run: ended, engine } = await followRun(run, context, { signal });
      await engine?.stop();
      if (ended.status === 'running') {
        sayHowToGoOn(ended, sandbox);
        return INTERRUPTED;
      }
      await tellSummary(ended, { json, context, signal });
      const left = await patiently(() => stillOpenAmong(context.pool, quarantineIds), context, signal);
      process.stderr.write(replayedText({ rows: quarantineIds.length, left }));
      await lookOnce(context);
      return exitCodeOf(ended.status);
    },
    environment,
  );
