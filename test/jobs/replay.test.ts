import { describe, expect, it } from 'vitest';
import { fenOf } from '../../src/domain/money.ts';
import { addDays, startOf } from '../../src/domain/period.ts';
import { backtestNight } from '../../src/pipeline/4-screen/backtest/job.ts';
import { explainNight } from '../../src/pipeline/4-screen/explain/job.ts';
import { replayNight } from '../../src/pipeline/4-screen/replay/job.ts';
import { activate } from '../../src/rule-sets/activate.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { personOfMember } from '../../src/storage/people.ts';
import { closedRuns } from '../../src/storage/runs.ts';
import { withoutGroundBefore } from '../../src/storage/screenings.ts';
import { aRow } from '../support/connectors.ts';
import { aDibao, aFamily, aSettlement, day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import { aMember, changed, enrol, grantDibao, HOSPITAL, settleStay, settleTown, type Townspeople } from '../support/nights-town.ts';
import { loadRules, SANDBOX_RULES } from '../support/people.ts';

const FIRST = day('2026-11-22');
const [SECOND, THIRD] = [addDays(FIRST, 1), addDays(FIRST, 2)];

/** Far beyond what is large, without a stay. */
const settleCostlyCare = (town: Townspeople['town'], member: Townspeople['ordinary']): void => {
  const care = aSettlement(
    { care: 'chronic', ownPaid: fenOf(90_000) },
    { recordKey: 'costly', sealed: { hospital: HOSPITAL, diseaseCode: null, diseaseName: null } },
  );
  town.rows.settlement.push(aRow(member.sealed.idNumber, care, { at: startOf(THIRD) }));
};

const ASKING = { kind: 'client', id: 'aid-system', scopes: ['verify'] } as const;

const withThreshold = (name: string, value: number, version: string) => {
  const manifest = JSON.parse(SANDBOX_RULES['manifest.json'] ?? '{}');
  manifest.version = version;
  manifest.thresholds[name].values[0].value = value;
  return { ...SANDBOX_RULES, 'manifest.json': JSON.stringify(manifest) };
};
const SHIPPED: string = JSON.parse(SANDBOX_RULES['manifest.json'] ?? '{}').version;
/** From the third night on. */
const OTHER_RULES = withThreshold('claimWithinDays', 10, '8.8.8');

const startNights = nightsOfThisFile();

/** Three nights: then somebody loses the grant, somebody joins, a household is told of, consent is withdrawn, a stay is settled. */
const threeNights = async (): Promise<Townspeople & { readonly nights: Nights }> => {
  const people = settleTown();
  const { town, poor, courier, patient } = people;
  const nights = startNights(town);
  await nights.reconcile(FIRST);
  const newcomer = aMember(20);
  enrol(town, newcomer, changed(courier, startOf(SECOND), { content: { employmentForm: 'standard' } }));
  grantDibao(town, newcomer, { at: startOf(SECOND), household: 'household-1' });
  town.rows.family.push(
    aRow(newcomer.sealed.idNumber, aFamily({}, { recordKey: 'household' }), { at: startOf(SECOND), household: 'household-1' }),
  );
  await nights.reconcile(SECOND);
  const stopped = aDibao({ stoppedOn: day('2026-11-20') }, { recordKey: `aid-of-${poor.content.memberId}` });
  town.rows.assistance.push(aRow(poor.sealed.idNumber, stopped, { at: startOf(THIRD), household: 'household-1' }));
  settleStay(town, patient, 'stay-2');
  await activate(
    { files: OTHER_RULES, from: THIRD, why: 'claims are accepted for ten days only', backtest: { without: 'a test' }, by: ASKING },
    nights.context,
  );
  await nights.reconcile(THIRD);
  return { ...people, nights };
};

const runOf = async ({ context }: Nights, date: string) => {
  const [run] = await closedRuns(context.pool, { from: day(date), to: day(date) });
  if (run === undefined) throw new RangeError(`no night of ${date}`);
  return run;
};
const casesOf = (summary: unknown) => (summary as { readonly cases: object }).cases;

describe('a night that is over', () => {
  it('comes to the very same when it is judged again, though records and rules have changed since', async () => {
    const { nights } = await threeNights();
    for (const date of [FIRST, SECOND, THIRD]) {
      const run = await runOf(nights, date);
      const replay = await replayNight(run, nights.context);
      const { screened, nearMiss, leaving, cannotJudge } = replay.outcomes;
      expect({ date, differing: replay.differing, gone: replay.gone }).toEqual({ date, differing: [], gone: 0 });
      expect(casesOf(run.summary)).toMatchObject({ screened, nearMiss, leaving, cannotJudge });
    }
    const counts = await Promise.all([FIRST, SECOND, THIRD].map(async (date) => replayNight(await runOf(nights, date), nights.context)));
    expect(new Set(counts.map(({ outcomes }) => JSON.stringify(outcomes))).size).toBe(3);
    expect(counts.map(({ ruleSet }) => ruleSet.version)).toEqual([SHIPPED, SHIPPED, '8.8.8']);
  });

  it('is told to differ where what was kept is not what was known', async () => {
    const { nights } = await threeNights();
    await nights.context.pool.query(
      `update fact_sheet set content = jsonb_set(content, '{byPurpose,hardship-screening,facts,assistanceStanding}', '"stale"')
        where content #> '{byPurpose,hardship-screening,facts,assistanceStanding}' <> 'null' and known_run like '%2026-11-22%'`,
    );
    const replay = await replayNight(await runOf(nights, FIRST), nights.context);
    expect(replay.differing).toHaveLength(1);
    expect(replay.same).toBe(replay.people - 1);
  });

  it('counts those who were erased since, and judges the others as before', async () => {
    const { nights, patient } = await threeNights();
    await eraseMember({ memberId: patient.content.memberId, cause: 'asked', reason: null, caller: ASKING }, nights.context);
    expect(await replayNight(await runOf(nights, FIRST), nights.context)).toMatchObject({ differing: [], gone: 1 });
  });
});

describe('an ordinary night', () => {
  it('writes nothing of anybody about whom nothing has changed, though another day has passed', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const kept = async () =>
      (
        await nights.context.pool.query(
          `select (select count(*) from fact_sheet) as sheets, (select count(*) from screening) as screenings, (select jsonb_agg(fingerprint order by case_id) from screening_case) as cases`,
        )
      ).rows[0];
    // The second night goes on from what the first opened; the third has nothing new to say.
    for (const date of [FIRST, SECOND]) await nights.reconcile(date);
    const before = await kept();
    await nights.reconcile(THIRD);
    expect(await kept()).toEqual(before);
  });
});

describe('a night that is judged once more', () => {
  it('goes on from what earlier nights said, not from what it said itself', async () => {
    const { nights, poor } = await threeNights();
    const { pool } = nights.context;
    const personKey = (await personOfMember(pool, poor.content.memberId)) ?? '';
    const saidBefore = async (date: string) =>
      (await withoutGroundBefore(pool, (await runOf(nights, date)).runId, [personKey])).get(personKey);
    expect(await saidBefore(THIRD)).toBeUndefined();
    await pool.query(
      `update screening set content = content || '{"withoutGroundSince": "2026-01-02"}' where known_run not like '%${THIRD}%'`,
    );
    expect(await saidBefore(THIRD)).toBe('2026-01-02');
    await pool.query(`delete from screening where known_run not like '%${FIRST}%'`);
    expect(await saidBefore(FIRST)).toBeUndefined();
  });
});

describe('a member', () => {
  const lines = async (nights: Nights, date: string, member: { readonly content: { readonly memberId: string } }) => {
    const personKey = await personOfMember(nights.context.pool, member.content.memberId);
    const explanation = await explainNight(await runOf(nights, date), personKey ?? '', nights.context);
    return explanation?.map(({ zh }) => zh) ?? null;
  };

  it('is told of each night as it was known then, flagged or not', async () => {
    const { nights, poor, ordinary, silent } = await threeNights();
    expect((await lines(nights, FIRST, poor))?.slice(0, 2)).toEqual([
      '部门记录支持深度困难。',
      expect.stringContaining('依据：民政社会救助记录（截至2026年11月22日）'),
    ]);
    expect(await lines(nights, THIRD, poor)).not.toContain('部门记录支持深度困难。');
    expect((await lines(nights, FIRST, ordinary))?.[0]).toBe('没有发现达到标准的困难情形。');
    expect(await lines(nights, FIRST, silent)).toEqual(['没有使用其数据筛查困难情形的同意或授权，未作筛查。']);
  });

  it('who was no member yet was not judged', async () => {
    const { nights } = await threeNights();
    expect(await lines(nights, FIRST, aMember(20))).toBeNull();
    expect(await lines(nights, SECOND, aMember(20))).not.toBeNull();
  });
});

describe('a draft of rules', () => {
  const withoutDibao = () => {
    const table = SANDBOX_RULES['hardship.jdm.json'] ?? '';
    return { ...SANDBOX_RULES, 'hardship.jdm.json': table.replaceAll('\\"dibao\\"', '\\"tekun\\"') };
  };
  const back = async (nights: Nights, date: string, files: Readonly<Record<string, string>>) =>
    backtestNight(await runOf(nights, date), { on: (on) => loadRules(files, on), progress: () => undefined }, nights.context);

  it('that is the active set changes nobody', async () => {
    const { nights } = await threeNights();
    const night = await back(nights, SECOND, SANDBOX_RULES);
    expect(night.changes).toEqual({ 'newly-flagged': 0, dropped: 0, unjudged: 0, reclassified: 0 });
    expect([night.byDistrict, night.byProgramme, night.byRule]).toEqual([{}, {}, {}]);
    expect(night.active.outcomes).toEqual(night.draft.outcomes);
  });

  it('that drops a ground drops whoever has no other, by district, programme and rule, and writes nothing', async () => {
    const { nights } = await threeNights();
    const before = await nights.context.pool.query(`select count(*) from screening`);
    const night = await back(nights, FIRST, withoutDibao());
    expect(night.changes).toEqual({ 'newly-flagged': 0, dropped: 1, unjudged: 0, reclassified: 0 });
    expect(night.byDistrict).toEqual({ unknown: { 'newly-flagged': 0, dropped: 1, unjudged: 0, reclassified: 0 } });
    expect(night.byProgramme['living-aid']).toEqual({ gained: 0, lost: 1 });
    expect(night.byRule['assistance-deep']).toEqual({ gained: 0, lost: 1 });
    expect(night.examples.dropped).toHaveLength(1);
    expect((await nights.context.pool.query(`select count(*) from screening`)).rows).toEqual(before.rows);
  });

  it('that lacks a threshold drops nobody: it cannot judge them', async () => {
    const { nights, ordinary, town } = await threeNights();
    settleCostlyCare(town, ordinary);
    await nights.reconcile(addDays(THIRD, 1));
    const manifest = JSON.parse(SANDBOX_RULES['manifest.json'] ?? '{}');
    manifest.version = '9.9.8';
    manifest.thresholds.veryLargeOwnPayments.values[0].to = '2026-06-30';
    const night = await back(nights, addDays(THIRD, 1), { ...SANDBOX_RULES, 'manifest.json': JSON.stringify(manifest) });
    expect(night.changes).toMatchObject({ dropped: 0, unjudged: 1 });
    expect(night.byRule['medical-burden-very-large']).toEqual({ gained: 0, lost: 1 });
  });

  it('that asks for a shorter deadline loses the claims beyond it', async () => {
    const { nights } = await threeNights();
    const night = await back(nights, FIRST, OTHER_RULES);
    expect(night.byProgramme['mutual-aid-claim']).toEqual({ gained: 0, lost: 1 });
    expect(night.changes.dropped).toBe(0);
  });
});
