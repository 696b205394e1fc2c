/** A consent that is withdrawn or has run out: what no other basis holds goes the same night, and so does what was made of it. */
import { describe, expect, it } from 'vitest';
import { questionOf } from '../../src/api/verify-identity/question.ts';
import { type Told, verificationDesk } from '../../src/api/verify-identity/verify-identity.ts';
import type { Member, MembersContent } from '../../src/domain/canonical.ts';
import { endOf, HOUR, startOf } from '../../src/domain/period.ts';
import { PURPOSES, type Purpose } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import { explainNight } from '../../src/pipeline/4-screen/explain/job.ts';
import { actorOf, type Caller } from '../../src/security/caller.ts';
import { findCase } from '../../src/storage/case-lists.ts';
import { nightsOfCase } from '../../src/storage/case-nights.ts';
import { findVerification } from '../../src/storage/verifications.ts';
import { aBrokenRow } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import {
  aMember,
  CONSENT_TO_ALL,
  changed,
  employ,
  enrol,
  grantDibao,
  LONG_AGO,
  settleStay,
  settleTown,
  type Town,
} from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const AFTER = day('2026-11-24');
const ASKING: Caller = { kind: 'client', id: 'aid-system', scopes: ['verify'] };
const startNights = nightsOfThisFile();

const held = async ({ context: { pool } }: Nights, memberId: string): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ dataset: string }>(
    'select distinct r.dataset from record r join member m using (person_key) where m.member_id = $1 order by 1',
    [memberId],
  );
  return rows.map(({ dataset }) => dataset);
};

const TABLES = ['record', 'finding', 'discrepancy', 'screening', 'screening_case', 'quarantine'];

/** Tables in which a row of the member, of any version, rests on the dataset. */
const restingOn = async ({ context: { pool } }: Nights, memberId: string, dataset: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const table of TABLES) {
    const { rowCount } = await pool.query(
      `select from ${table} t join member m using (person_key) where m.member_id = $1 and (jsonb_path_exists(to_jsonb(t), '$.**.dataset ? (@ == $d)', jsonb_build_object('d', $2::text)))`,
      [memberId, dataset],
    );
    if ((rowCount ?? 0) > 0) found.push(table);
  }
  return found;
};

const without = (source: 'civil-affairs'): MembersContent['consents'] =>
  CONSENT_TO_ALL.map((consent) => ({ ...consent, sources: consent.sources.filter((one) => one !== source) }));

const withoutPurpose = (purpose: Purpose): MembersContent['consents'] => CONSENT_TO_ALL.filter((consent) => consent.purpose !== purpose);

/** Offered something for each purpose: on 低保, a courier, with a policy and a settled stay. */
const settleEverything = (town: Town, sequence: number): Member => {
  const member = aMember(sequence, {
    content: { employmentForm: 'courier', mutualAid: { from: day('2026-01-01'), to: day('2026-12-31') } },
    sealed: { policyNo: `POLICY-${sequence}` },
  });
  enrol(town, member);
  grantDibao(town, member, { at: LONG_AGO });
  employ(town, member, LONG_AGO);
  settleStay(town, member, `stay-${sequence}`);
  return member;
};

interface Kept {
  readonly what: string;
  readonly count: number;
}

/** Rows of any version that hold anything for a purpose, by table. */
const keptFor = async ({ context: { pool } }: Nights, memberId: string, purpose: Purpose): Promise<readonly Kept[]> => {
  const programmes = {
    'hardship-screening': ['living-aid', 'medical-aid', 'education-aid'],
    'mutual-aid-claim': ['mutual-aid-claim'],
    'exclusive-protection': ['exclusive-protection'],
  }[purpose];
  const { rows } = await pool.query<Kept>(
    `with m as (select person_key from member where member_id = $1), kept as (
       select 'finding' as what from finding join m using (person_key) where purpose = $2
       union all select 'case' from screening_case join m using (person_key) where purpose = $2
       union all select 'night' from screening join m using (person_key)
         where content #>> array['standing', $2, 'state'] <> 'not-permitted' or content @> jsonb_build_object('cases', jsonb_build_array(jsonb_build_object('purpose', $2::text)))
       union all select 'sheet' from fact_sheet join m using (person_key)
         where content #> array['byPurpose', $2] <> 'null'
            or $2 = 'hardship-screening' and content -> 'before' <> '{"openHardship": null, "withoutGroundSince": null}'
            or $2 = 'mutual-aid-claim' and content -> 'stays' <> 'null'
       union all select 'document' from application_version v join m using (person_key) join application a using (person_key, application_id) where a.programme = any($3))
     select what, count(*)::int from kept group by what order by what`,
    [memberId, purpose, programmes],
  );
  return rows;
};

/** Current findings and open cases of these purposes, and applications of these programmes, as they stand. */
const standing = async ({ context: { pool } }: Nights, memberId: string, names: readonly string[]): Promise<readonly object[]> => {
  const { rows } = await pool.query<object>(
    `with m as (select person_key from member where member_id = $1)
     select 'finding ' || purpose as what, version > 0 as stands from finding join m using (person_key) where current and purpose = any($2)
     union all select 'case ' || case_id, closed_run is null from screening_case join m using (person_key) where purpose = any($2)
     union all select 'application ' || a.application_id, state = 'delivered' and v.version = a.version from application a join m using (person_key)
                 join application_version v using (person_key, application_id) where a.programme = any($2)
     order by 1`,
    [memberId, names],
  );
  return rows;
};

describe('a permission that ends', () => {
  it('for one source takes its records and every version of what rests on them; the form is made anew without it', async () => {
    const { town, poor } = settleTown();
    town.rows.assistance.push(aBrokenRow({ recordKey: 'broken-1', subject: poor.sealed.idNumber }, LONG_AGO));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await restingOn(nights, 'member-1', 'assistance')).toEqual(['record', 'finding', 'screening', 'screening_case', 'quarantine']);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: without('civil-affairs') } }));
    const { run, summary } = await nights.reconcile(NEXT);
    expect(run.status).toBe('completed');
    expect(await held(nights, 'member-1')).toEqual(['members', 'person']);
    expect(await restingOn(nights, 'member-1', 'assistance')).toEqual([]);
    expect(summary.deleted['permission-ended']).toBeGreaterThan(4);
    const [filed] = [...town.office.filed.values()].filter(({ document }) => document.programme === 'living-aid');
    if (filed?.status === 'withdrawn') return;
    expect(JSON.stringify(filed?.document)).not.toContain('"dataset":"assistance"');
  });

  it('altogether leaves nothing but the roster’s own row, and withdraws the form that waits', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    const { run, summary } = await nights.reconcile(NEXT);
    expect(run.status).toBe('completed');
    expect(await held(nights, 'member-1')).toEqual(['members']);
    for (const dataset of ['assistance', 'family', 'person']) expect(await restingOn(nights, 'member-1', dataset), dataset).toEqual([]);
    const { rows } = await nights.context.pool.query(
      `select from application_version v join member m using (person_key) where m.member_id = 'member-1'`,
    );
    expect(rows).toEqual([]);
    expect([...town.office.filed.values()].find(({ document }) => document.memberId === 'member-1')?.status).toBe('withdrawn');
    expect(Object.keys(summary.deleted)).toEqual(['permission-ended']);
    const again = await nights.reconcile(day('2026-11-24'));
    expect([again.run.status, again.summary.deleted]).toEqual(['completed', {}]);
    expect(town.office.calls.filter(({ call }) => call === 'withdraw')).toHaveLength(1);
  });

  it('after a row that says it was changed in the future: what really came later stands', async () => {
    const { town, poor } = settleTown();
    enrol(town, changed(poor, startOf(day('2300-01-01')), {}));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await held(nights, 'member-1')).toContain('assistance');
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    await nights.reconcile(NEXT);
    expect(await held(nights, 'member-1')).toEqual(['members']);
  });

  it('by running out ends with its day, without a row of the roster', async () => {
    const { town, ordinary } = settleTown();
    const consents = CONSENT_TO_ALL.map((consent) => ({ ...consent, expiresAt: endOf(D) }));
    enrol(town, changed(ordinary, startOf(day('2026-01-02')), { content: { consents } }));
    const nights = startNights(town);
    await nights.reconcile(day('2026-11-21'));
    expect(await held(nights, 'member-4')).toContain('participation');
    await nights.reconcile(NEXT);
    expect(await held(nights, 'member-4')).toEqual(['members']);
  });

  it('stays as long as another basis allows the dataset', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town, {
      writtenBases: [
        { dataset: 'participation', purpose: 'hardship-screening', recipient: 'federation', document: 'a document', from: D, to: null },
      ],
    });
    await nights.reconcile(D);
    enrol(town, changed(ordinary, startOf(NEXT), { content: { consents: [] } }));
    await nights.reconcile(NEXT);
    expect(await held(nights, 'member-4')).toEqual(['members', 'participation']);
  });

  it('in a night whose results are missing: what was derived waits for the night that has them', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    town.office.onWithdrawal = () => {
      throw new Fault('busy', { code: 'unreachable', detail: 'The aid system does not answer.' });
    };
    expect((await nights.reconcile(NEXT)).run.status).toBe('incomplete');
    const waiting = () => nights.context.pool.query('select from ended_purpose');
    expect((await waiting()).rowCount).toBeGreaterThan(0);
    town.office.onWithdrawal = null;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect((await waiting()).rowCount).toBe(0);
    expect(await restingOn(nights, 'member-1', 'assistance')).toEqual([]);
  });

  it('waits for nobody else: whose own results are there is done with, though others are missing', async () => {
    const { town, courier } = settleTown();
    const crowd = Array.from({ length: 130 }, (_, nth) => aMember(100 + nth));
    enrol(town, ...crowd);
    const nights = startNights(town);
    const { pool } = nights.context;
    await nights.reconcile(D);
    const halfOf = async (memberId: string): Promise<string> => {
      const { rows } = await pool.query<{ half: string }>(
        `select case when person_key < '80000000-0000-0000-0000-000000000000' then 'first' else 'second' end as half from member where member_id = $1`,
        [memberId],
      );
      return rows[0]?.half ?? '';
    };
    const home = await halfOf('member-2');
    const halves = await Promise.all(crowd.map(async (member) => ({ member, half: await halfOf(member.content.memberId) })));
    const [far] = halves.filter(({ half }) => half !== home).map(({ member }) => member);
    if (far === undefined) throw new Error('all keys fell into one half');
    for (const member of [courier, far]) enrol(town, changed(member, startOf(NEXT), { content: { consents: [] } }));
    // One of that half cannot be opened while it is to be verified: none of it is.
    const spoilt = halves.find(({ member, half }) => half !== home && member !== far)?.member.content.memberId;
    const { rows: before } = await pool.query<{ sealed: Buffer }>(
      `select sealed from record where dataset = 'members' and record_key = $1 and current`,
      [spoilt],
    );
    const seal = (sealed?: Buffer) =>
      pool.query(`update record set sealed = $2 where dataset = 'members' and record_key = $1`, [spoilt, sealed]);
    await seal(Buffer.alloc(1));
    town.office.onWithdrawal = async () => void (await seal(before[0]?.sealed));
    expect((await nights.reconcile(NEXT, { full: true })).summary.jobs.failed).toBeGreaterThan(0);
    const waiting = await pool.query<{ id: string }>(
      `select distinct m.member_id as id from ended_purpose join member m using (person_key) order by 1`,
    );
    expect(waiting.rows).toEqual([{ id: far.content.memberId }]);
    expect(await restingOn(nights, 'member-2', 'participation')).toEqual([]);
  });

  it('and is given again: the dataset is read anew for them', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    await nights.reconcile(NEXT);
    enrol(town, changed(poor, endOf(NEXT), { content: { consents: CONSENT_TO_ALL } }));
    await nights.reconcile(day('2026-11-24'), { full: true });
    expect(await held(nights, 'member-1')).toEqual(['assistance', 'family', 'members', 'person']);
  });
});

describe('a permission that ends for one purpose of several', () => {
  const OTHERS = ['mutual-aid-claim', 'exclusive-protection'] as const;

  it('leaves nothing of that purpose, as if all had ended, and everything of the others with the records they may use', async () => {
    const { town } = settleTown();
    const [member, twin] = [settleEverything(town, 21), settleEverything(town, 22)];
    const nights = startNights(town);
    await nights.reconcile(D);
    const kinds = (await keptFor(nights, 'member-21', 'hardship-screening')).map(({ what }) => what);
    expect(kinds).toEqual(['case', 'document', 'finding', 'night', 'sheet']);
    const [records, others] = [await held(nights, 'member-21'), await standing(nights, 'member-21', OTHERS)];
    expect(others).toHaveLength(6);
    enrol(town, changed(member, startOf(NEXT), { content: { consents: withoutPurpose('hardship-screening') } }));
    enrol(town, changed(twin, startOf(NEXT), { content: { consents: [] } }));
    const { run, summary } = await nights.reconcile(NEXT);
    expect([run.status, summary.books.filter(({ balanced }) => !balanced)]).toEqual(['completed', []]);
    for (const memberId of ['member-21', 'member-22']) expect(await keptFor(nights, memberId, 'hardship-screening'), memberId).toEqual([]);
    for (const purpose of OTHERS) expect(await keptFor(nights, 'member-22', purpose), purpose).toEqual([]);
    expect(await standing(nights, 'member-21', OTHERS)).toEqual(others);
    expect(await held(nights, 'member-21')).toEqual(records);
    const withdrawn = [...town.office.filed.values()].filter(({ status }) => status === 'withdrawn').map(({ document }) => document);
    expect(withdrawn.filter(({ memberId }) => memberId === 'member-21').map(({ programme }) => programme)).toEqual(['living-aid']);
    // And stays so: the next night finds nothing to delete, and deletes nothing twice.
    const again = await nights.reconcile(AFTER);
    expect([again.run.status, again.summary.deleted, again.summary.cases.flagged]).toEqual(['completed', {}, summary.cases.flagged]);
    expect(await keptFor(nights, 'member-21', 'hardship-screening')).toEqual([]);
  });

  it.each(OTHERS)('leaves nothing of %s, and the hardship case as it was', async (purpose) => {
    const { town } = settleTown();
    const member = settleEverything(town, 21);
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await standing(nights, 'member-21', ['hardship-screening', 'living-aid']);
    enrol(town, changed(member, startOf(NEXT), { content: { consents: withoutPurpose(purpose) } }));
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await keptFor(nights, 'member-21', purpose)).toEqual([]);
    expect(await standing(nights, 'member-21', ['hardship-screening', 'living-aid'])).toEqual(before);
  });

  it('and only in part, for one source: what rested on it for that purpose goes, its records stay for the others', async () => {
    const { town } = settleTown();
    const member = settleEverything(town, 21);
    const nights = startNights(town);
    await nights.reconcile(D);
    const records = await held(nights, 'member-21');
    const consents = CONSENT_TO_ALL.map((consent) =>
      consent.purpose === 'hardship-screening'
        ? { ...consent, sources: consent.sources.filter((one) => one !== 'civil-affairs') }
        : consent,
    );
    enrol(town, changed(member, startOf(NEXT), { content: { consents } }));
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    const { rows } = await nights.context.pool.query<{ what: string }>(
      `with m as (select person_key from member where member_id = 'member-21'), kept as (
         select 'finding' as what, content from finding join m using (person_key) where purpose = 'hardship-screening'
         union all select 'case', content from screening_case join m using (person_key) where purpose = 'hardship-screening'
         union all select 'night', jsonb_path_query_array(content, '$.cases[*] ? (@.purpose == "hardship-screening")') from screening join m using (person_key))
       select what from kept where jsonb_path_exists(content, '$.**.dataset ? (@ == "assistance")')`,
    );
    expect(rows).toEqual([]);
    const { rowCount: versions } = await nights.context.pool.query(
      `select from fact_sheet join member using (person_key) where member_id = 'member-21'`,
    );
    expect([versions, await held(nights, 'member-21')]).toEqual([1, records]);
  });

  it('is told to nobody any more: not what a past night knew, and not by the page of a case that was open', async () => {
    const { town } = settleTown();
    const member = settleEverything(town, 21);
    const nights = startNights(town);
    const first = await nights.reconcile(D);
    const { rows } = await nights.context.pool.query<{ personKey: string; caseId: string; episode: string }>(
      `select person_key as "personKey", case_id as "caseId", episode from screening_case join member using (person_key) where member_id = 'member-21' and purpose = 'hardship-screening'`,
    );
    const found = rows[0] ?? { personKey: '', caseId: '', episode: '' };
    expect(JSON.stringify(await explainNight(first.run, found.personKey, nights.context))).toContain('困难。');
    enrol(town, changed(member, startOf(NEXT), { content: { consents: withoutPurpose('hardship-screening') } }));
    const { run } = await nights.reconcile(NEXT);
    expect(await explainNight(first.run, found.personKey, nights.context)).toBeNull();
    expect(JSON.stringify(await explainNight(run, found.personKey, nights.context))).not.toContain('困难。');
    expect(await findCase(nights.context.pool, found.caseId)).toBeNull();
    const nightsTold = await nightsOfCase<object, { readonly state: string }>(nights.context.pool, {
      ...found,
      purpose: 'hardship-screening',
    });
    expect(nightsTold.map((night) => [night.found, night.standing.state])).toEqual([[null, 'not-permitted']]);
  });

  it('while another run is under way: what was derived waits for whichever comes last to its results', async () => {
    const { town } = settleTown();
    const member = settleEverything(town, 21);
    const nights = startNights(town);
    await nights.reconcile(D);
    const { pool } = nights.context;
    const beside = (phase: string) =>
      pool.query(
        `insert into run (run_id, date, ordinal, status, phase, business_at, window_to, wait_until, options, rule_set, started_at)
         select 'run-beside', '2026-01-01', 1, 'running', $1, business_at, window_to, wait_until, options, rule_set, started_at - interval '1 day' from run where date = $2
         on conflict (run_id) do update set phase = excluded.phase`,
        [phase, D],
      );
    await beside('screening');
    enrol(town, changed(member, startOf(NEXT), { content: { consents: withoutPurpose('hardship-screening') } }));
    await nights.reconcile(NEXT);
    expect((await keptFor(nights, 'member-21', 'hardship-screening')).map(({ what }) => what)).toContain('document');
    await beside('retention');
    await nights.reconcile(AFTER);
    expect(await keptFor(nights, 'member-21', 'hardship-screening')).toEqual([]);
  });
});

describe('an answer that was kept for whoever had asked', () => {
  const asking = (nights: Nights) => {
    const desk = verificationDesk(nights.context);
    return {
      ask: ({ sealed }: Member, purpose: Purpose) =>
        desk.verify(questionOf({ subject: { idNumber: sealed.idNumber, name: sealed.name }, purpose, freshness: 'cached' }), {
          caller: ASKING,
          trace: null,
          idempotencyKey: `about ${sealed.idNumber} for ${purpose}`,
        }),
      fetch: ({ verificationId }: Told) => findVerification(nights.context.pool, actorOf(ASKING), verificationId),
    };
  };

  it('goes with the purpose it was for: under the same key nobody is known, by id there is nothing; the others’ stand', async () => {
    const { town, ordinary } = settleTown();
    const member = settleEverything(town, 21);
    const nights = startNights(town);
    await nights.reconcile(D);
    const { ask, fetch } = asking(nights);
    const asked = [
      [member, 'hardship-screening'],
      [member, 'mutual-aid-claim'],
      [ordinary, 'hardship-screening'],
    ] as const;
    const [ended, other, another] = await Promise.all(asked.map(([whom, purpose]) => ask(whom, purpose)));
    if (ended === undefined || other === undefined || another === undefined) throw new Error('nobody was answered');
    expect(ended.answer.outcome).toBe('match');
    enrol(town, changed(member, startOf(NEXT), { content: { consents: withoutPurpose('hardship-screening') } }));
    await nights.reconcile(NEXT);
    expect(await Promise.all([ended, other, another].map(fetch))).toEqual([null, expect.anything(), expect.anything()]);
    // Within the day that a key is remembered.
    nights.clock.forward(-2 * HOUR);
    const told = await ask(member, 'hardship-screening');
    expect([told.answer.outcome, told.answer.checks.map(({ result }) => result).filter((result) => result !== 'not-held')]).toEqual([
      'not-found',
      [],
    ]);
    expect(told.verificationId).not.toBe(ended.verificationId);
    expect(await Promise.all([ask(member, 'mutual-aid-claim'), ask(ordinary, 'hardship-screening')])).toEqual([other, another]);
  });

  it('goes for every purpose where all consents ended', async () => {
    const { town } = settleTown();
    const member = settleEverything(town, 21);
    const nights = startNights(town);
    await nights.reconcile(D);
    const { ask, fetch } = asking(nights);
    const told = await Promise.all(PURPOSES.map((purpose) => ask(member, purpose)));
    enrol(town, changed(member, startOf(NEXT), { content: { consents: [] } }));
    const { summary } = await nights.reconcile(NEXT);
    expect(await Promise.all(told.map(fetch))).toEqual([null, null, null]);
    expect(Object.keys(summary.deleted)).toEqual(['permission-ended']);
  });
});
