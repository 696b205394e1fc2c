/**
 * What leadership and operators look at, over a city of a million members: a fifth of them with a case, three in ten with an application, spread over
 * two years, ten districts and five programmes. Each is asked ten times; the middle one counts, and has to be under a tenth of a second. The plans
 * of two of the passes are told with it: they read an index each and no table.
 */
import { instantOf, type Month } from '../src/domain/period.ts';
import { type OverviewQuery, overviewOf } from '../src/overview/overview.ts';
import { permittedMembers, unjudgedMembers, waitingApplications } from '../src/storage/morning.ts';
import { createDatabase, type TestDatabase } from '../test/support/database.ts';
import { median, type Report } from './figures.ts';
import { cutOff, kept } from './leaving.ts';

const MEMBERS = 1_000_000;
const CASES = 200_000;
const APPLICATIONS = 300_000;
const ROUNDS = 10;
const MOST_MS = 100;
const NOW = Date.UTC(2026, 10, 26, 4);

export const overview = async (): Promise<Report> => {
  const database = await kept(createDatabase(), ({ pool, drop }) => cutOff(pool).then(drop));
  await settle(database);
  return reportOf(await measured(database), await plans(database));
};

const settle = async ({ pool }: TestDatabase): Promise<void> => {
  const random = (parts: readonly string[]): string => `(array['${parts.join("','")}'])[1 + floor(random() * ${parts.length})::int]`;
  const districts = Array.from({ length: 10 }, (_, nth) => `4403${String(nth + 3).padStart(2, '0')}`);
  const programmes = ['living-aid', 'medical-aid', 'education-aid', 'mutual-aid-claim', 'exclusive-protection'];
  const content = (kind: string): string =>
    `jsonb_build_object('kind', ${kind}, 'purpose', 'hardship-screening', 'offers', jsonb_build_array(jsonb_build_object('programme', ${random(programmes)})),
      'reasons', jsonb_build_array(jsonb_build_object('code', 'rule-' || floor(random() * 12)::int)), 'nearMiss', '[]'::jsonb)`;
  await pool.query(`select setseed(0.5)`);
  await pool.query(
    `insert into member (member_id, person_key, district) select 'member-' || n, gen_random_uuid(), ${random(districts)} from generate_series(1, ${MEMBERS}) n`,
  );
  await pool.query(
    `insert into permission (person_key, purposes, datasets)
     select person_key, '{}', '{assistance,death,family,person,settlement,registration,participation,contributions,unemployment,work-injury}' from member`,
  );
  await pool.query(
    `insert into screening_case (person_key, case_id, episode, opened_on, opened_run, fingerprint, content, district)
     select person_key, gen_random_uuid(), 'bench', date '2024-12-01' + floor(random() * 720)::int, 'run', '', ${content(random(['suggested', 'lead', 'near-miss', 'leaving']))}, district
       from (select * from member limit ${CASES}) m`,
  );
  await pool.query(
    `insert into application (person_key, application_id, case_id, programme, state, version, delivered_version, district, first_delivered_at, confirmed_at, decided_at, remote_status)
     select person_key, gen_random_uuid(), gen_random_uuid(), ${random(programmes)}, 'decided', 1, 1, district, first, confirmed, confirmed + random() * interval '40 days',
            case when confirmed is null then ${random(['awaiting-confirmation', 'declined', 'expired'])} else ${random(['confirmed', 'granted', 'refused'])} end
       from (select *, first + random() * interval '20 days' * nullif(floor(random() * 2), 0) as confirmed
               from (select *, timestamptz '2024-12-01' + random() * interval '720 days' as first from (select * from member limit ${APPLICATIONS}) m) a) a`,
  );
  await pool.query(`vacuum analyze member, permission, screening_case, application, screening`);
};

const QUERIES: Readonly<Record<string, OverviewQuery>> = {
  'overview, twelve months': {},
  'overview, twenty-four months': { from: '2024-12' as Month },
  'overview, one programme': { programme: 'medical-aid' },
  'overview, one district': { district: '440305' },
};

const measured = async ({ pool }: TestDatabase): Promise<Readonly<Record<string, number>>> => {
  const clock = () => instantOf(NOW);
  const asked: Record<string, () => Promise<unknown>> = {
    ...Object.fromEntries(Object.entries(QUERIES).map(([name, query]) => [name, () => overviewOf(query, { pool, clock })])),
    'morning, unjudged members': () => unjudgedMembers(pool),
    'morning, waiting applications': () => waitingApplications(pool),
    'morning, members of two missing datasets (once a night)': () => permittedMembers(pool, ['assistance', 'participation']),
  };
  const figures: Record<string, number> = {};
  for (const [name, ask] of Object.entries(asked)) figures[name] = await middleMs(ask);
  return figures;
};

const middleMs = async (ask: () => Promise<unknown>): Promise<number> => {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    await ask();
    took.push(performance.now() - startedAt);
  }
  return median(took);
};

/** Which indexes the passes read, and whether a table had to be looked into. */
const plans = async ({ pool }: TestDatabase): Promise<readonly string[]> => {
  const passes = [
    `select c.kind, c.district, c.offered, count(*) from screening_case c where c.opened_month between 24311 and 24322 group by 1, 2, 3`,
    `select a.programme, a.district, a.state, a.remote_status, count(*) from application a
      where a.delivered_month between 24311 and 24322 and a.hold_reason is distinct from 'erased' group by 1, 2, 3, 4`,
  ];
  const told = await Promise.all(passes.map((pass) => pool.query<{ 'QUERY PLAN': string }>(`explain ${pass}`)));
  return told.flatMap(({ rows }) => rows.map((row) => row['QUERY PLAN']));
};

const reportOf = (figures: Readonly<Record<string, number>>, plan: readonly string[]): Report => {
  const lines = Object.entries(figures).map(([name, ms]) => `${name}: ${ms.toFixed(1)} ms`);
  const slowest = Math.max(...Object.entries(figures).flatMap(([name, ms]) => (name.endsWith('(once a night)') ? [] : [ms])));
  return { text: [...lines, ...plan].join('\n'), ratio: slowest / MOST_MS, figures, isGood: slowest < MOST_MS };
};
