/** Promise 2: an authority that answers empty over a settled city erases nothing; it is asked about, and a person decides. */
import { afterEach, describe, expect, it } from 'vitest';
import { attachEmbedded } from '../../src/storage/embedded/attach.ts';
import { query } from '../storage/embedded/homes.ts';
import { embeddedTools } from '../support/database.ts';
import { CITY, CITY_OPTIONS, expectDone, openStage, summaryIn, variablesOf } from './stage.ts';

const stage = openStage();
afterEach(() => stage.clear());

/** Nights and mornings of whole processes. */
const LONG = 600_000;

const NEXT = '2025-11-23';
const NEXT_BUT_ONE = '2025-11-24';
const RUN = `run-${NEXT}`;
const night = (date: string) => ['reconcile', '--date', date, '--json', '--wait', '3s'] as const;
const ALL_EMPTY = ['civil-affairs', 'medical-insurance', 'social-security', 'aid-system'].map((source) => `${source}:empty@0-`).join();
const WHY = ['--why', '部门来函确认'] as const;

interface Held {
  readonly dataset: string;
  readonly records: number;
}

/** What holds now, by dataset; and the members who have not left. */
const held = async (home: string): Promise<readonly Held[]> => {
  const server = await attachEmbedded(home, embeddedTools);
  try {
    return (await query(
      server.url,
      `select dataset, count(*)::int as records from record where current and not ended and dataset <> 'members' group by dataset
       union all select 'members', count(*)::int from member where left_on is null order by 1`,
    )) as readonly Held[];
  } finally {
    await server.detach();
  }
};

describe('every counterpart that answers empty over a settled city', () => {
  it(
    'erases nothing; what would end is listed, ends where a person accepts it, and is as it was once they answer again',
    async () => {
      const [home, theirs] = [await stage.madeHome(), await stage.home()];
      const well = stage.start(['sandbox', ...CITY_OPTIONS], { home: theirs });
      await expectDone(await stage.run(night(CITY.date), { home, environment: await variablesOf(well) }), home);
      await well.kill();
      const settled = await held(home);

      const empty = stage.start(['sandbox', ...CITY_OPTIONS, '--faults', ALL_EMPTY], { home: theirs });
      const environment = await variablesOf(empty);
      const stopped = await stage.run(night(NEXT), { home, environment });
      expect(stopped.code, stopped.stderr).toBe(3);
      expect(summaryIn(stopped).books.filter(({ balanced }) => !balanced)).toEqual([]);
      expect(await held(home)).toEqual(settled);
      const asked = JSON.parse((await stage.run(['drops', 'list', '--json'], { home, environment })).stdout) as {
        readonly items: readonly { readonly dataset: string; readonly runId: string; readonly wouldEnd: number }[];
      };
      expect(asked.items.map(({ dataset, runId }) => `${dataset} ${runId}`)).toEqual(
        expect.arrayContaining([`family ${RUN}`, `person ${RUN}`]),
      );

      expect((await stage.run(['drops', 'accept', RUN, 'family', ...WHY], { home, environment })).code).toBe(0);
      const failed = JSON.parse((await stage.run(['jobs', 'failed', '--json'], { home, environment })).stdout) as {
        readonly items: readonly { readonly jobId: string; readonly dataset: string | null }[];
      };
      const ofFamilies = failed.items.filter(({ dataset }) => dataset === 'family').map(({ jobId }) => jobId);
      const retried = await stage.run(['jobs', 'retry', ...ofFamilies, ...WHY, '--json'], { home, environment });
      // The night lacks what nobody has accepted.
      expect(retried.code, retried.stderr).toBe(3);
      expect(JSON.parse(retried.stdout)).toMatchObject({
        retry: { state: 'done', failed: 0, untried: 0 },
        runs: [{ run: { status: 'incomplete' } }],
      });
      const families = (rows: readonly Held[]) => rows.filter(({ dataset }) => dataset === 'family');
      const others = (rows: readonly Held[]) => rows.filter(({ dataset }) => dataset !== 'family');
      const accepted = await held(home);
      expect([families(settled), families(accepted)]).toEqual([[{ dataset: 'family', records: expect.any(Number) }], []]);
      expect(others(accepted)).toEqual(others(settled));
      await empty.kill();

      const again = await variablesOf(stage.start(['sandbox', ...CITY_OPTIONS], { home: theirs }));
      await expectDone(await stage.run(night(NEXT_BUT_ONE), { home, environment: again }), home);
      expect(await held(home)).toEqual(settled);
      expect((await stage.run(['drops', 'list'], { home, environment: again })).stdout).toBe('Nothing stopped of a drop.\n');
    },
    LONG,
  );
});
