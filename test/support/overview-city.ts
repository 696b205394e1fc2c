/**
 * A city whose every event is known, for whoever counts: what became of whom, and when, as a list; kept as nights and callbacks keep it. Moments lie on
 * and about the ends of months, where a day of Shanghai is another than that of the clock.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Context } from '../../src/context.ts';
import { PROGRAMMES, type Programme } from '../../src/domain/application.ts';
import { addDays, type Day, epochOf, HOUR, type Instant, instantOf, startOf } from '../../src/domain/period.ts';
import type { Case } from '../../src/pipeline/4-screen/types.ts';
import { saveApplications, saveWhereabouts } from '../../src/storage/applications.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { saveCases } from '../../src/storage/screenings.ts';
import { aCase } from './kept-cases.ts';

export interface LivedCase {
  readonly person: number;
  readonly kind: Case['kind'];
  readonly on: Day;
  readonly programmes: readonly Programme[];
  readonly rules: readonly string[];
}

export interface LivedApplication {
  readonly person: number;
  readonly programme: Programme;
  readonly delivered: Instant;
  /** By the worker; null: never. */
  readonly confirmed: Instant | null;
  /** What was decided last; null: nothing. */
  readonly decision: { readonly status: 'declined' | 'expired' | 'granted' | 'refused'; readonly at: Instant } | null;
}

export interface LivedCity {
  /** Of each person; null: the roster has none. */
  readonly districts: readonly (string | null)[];
  readonly cases: readonly LivedCase[];
  readonly applications: readonly LivedApplication[];
}

export const DISTRICTS = ['440303', '440304', '440305'] as const;
export const RULES = ['assistance-deep', 'lost-work', 'large-own-payments'] as const;
const PEOPLE = 60;
/** Edges of months, and days in the middle of one. */
const DAYS = [
  '2026-04-30',
  '2026-05-01',
  '2026-05-31',
  '2026-06-01',
  '2026-06-15',
  '2026-06-30',
  '2026-07-01',
  '2026-07-20',
  '2026-08-01',
] as Day[];

const person = fc.nat({ max: PEOPLE - 1 });
const on = fc.constantFrom(...DAYS);
/** Up to an hour before and after midnight, Shanghai. */
const moment = fc.tuple(on, fc.integer({ min: -HOUR, max: HOUR })).map(([day, ms]) => instantOf(epochOf(startOf(day)) + ms));
const after = (earlier: Instant, days: number): Instant => instantOf(epochOf(startOf(addDays(earlier.slice(0, 10) as Day, days))) + HOUR);

const livedCase: fc.Arbitrary<LivedCase> = fc.record({
  person,
  kind: fc.constantFrom('suggested', 'lead', 'near-miss', 'leaving'),
  on,
  programmes: fc.subarray([...PROGRAMMES]),
  rules: fc.subarray([...RULES], { minLength: 1 }),
});

const livedApplication: fc.Arbitrary<LivedApplication> = fc
  .record({
    person,
    programme: fc.constantFrom(...PROGRAMMES),
    delivered: moment,
    wait: fc.integer({ min: 1, max: 40 }),
    took: fc.integer({ min: 1, max: 40 }),
  })
  .chain(({ wait, took, delivered, ...rest }) => {
    const first = after(delivered, wait);
    return fc
      .constantFrom<Pick<LivedApplication, 'confirmed' | 'decision'>>(
        { confirmed: null, decision: null },
        { confirmed: null, decision: { status: 'declined', at: first } },
        { confirmed: null, decision: { status: 'expired', at: first } },
        { confirmed: first, decision: null },
        { confirmed: first, decision: { status: 'granted', at: after(first, took) } },
        { confirmed: first, decision: { status: 'refused', at: after(first, took) } },
      )
      .map((became) => ({ ...rest, delivered, ...became }));
  });

export const livedCity = (seed: number): LivedCity => {
  const some = <T>(arbitrary: fc.Arbitrary<T>, many: number): readonly T[] => fc.sample(arbitrary, { seed, numRuns: many });
  return {
    districts: some(fc.constantFrom(null, ...DISTRICTS), PEOPLE),
    cases: some(livedCase, 160),
    applications: some(livedApplication, 240),
  };
};

/** Answers the person keys, in the order of the people. */
export const settleCity = async (
  { districts, cases, applications }: LivedCity,
  { pool }: Pick<Context, 'pool'>,
): Promise<readonly string[]> => {
  const people = districts.map(() => randomUUID());
  await pool.query(
    `insert into member (member_id, person_key, district) select 'lived-' || key, key, district from unnest($1::uuid[], $2::text[]) as n (key, district)`,
    [people, districts],
  );
  await inTransaction(pool, async (tx) => {
    for (const lived of cases) {
      const personKey = people[lived.person] ?? '';
      const content = aCase({
        kind: lived.kind,
        offers: lived.programmes.map((programme) => ({ programme, rules: [], checks: [], held: [], overlaps: [] })),
        [lived.kind === 'near-miss' ? 'nearMiss' : 'reasons']: lived.rules.map((code) => ({ code })),
      });
      const one = { personKey, caseId: randomUUID(), episode: content.episode, content };
      await saveCases(tx, { runId: 'run-of-the-city', on: lived.on }, { now: [one], ended: [] });
    }
    for (const lived of applications) {
      const key = { personKey: people[lived.person] ?? '', applicationId: randomUUID() };
      const made = {
        ...key,
        memberId: null,
        caseId: randomUUID(),
        programme: lived.programme,
        state: 'ready',
        holdReason: null,
        version: 1,
      } as const;
      await saveApplications(tx, [made]);
      const at = { ...key, holdReason: null, deliveredVersion: 1, decidedAt: null, reasonCode: null };
      await saveWhereabouts(tx, [{ ...at, state: 'delivered', remoteStatus: 'awaiting-confirmation' }], lived.delivered);
      if (lived.confirmed !== null)
        await saveWhereabouts(tx, [{ ...at, state: 'decided', remoteStatus: 'confirmed', decidedAt: lived.confirmed }], lived.confirmed);
      if (lived.decision !== null) {
        const decided = { ...at, state: 'decided', remoteStatus: lived.decision.status, decidedAt: lived.decision.at } as const;
        await saveWhereabouts(tx, [decided], lived.decision.at);
      }
    }
  });
  return people;
};
