import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, dayAt, startOf } from '../../src/domain/period.ts';
import { AUTHORITIES } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import type { Role } from '../../src/security/caller.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { pauseSource } from '../../src/storage/source-pauses.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { aMember, CONSENT_TO_ALL, changed, enrol, grantDibao } from '../support/nights-town.ts';

type Morning = components['schemas']['Morning'];

let api: Api;
let cookie: string;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  api.anotherMinute();
  ({ cookie } = await api.operatorAs(['viewer']));
});

const morning = async (): Promise<Morning> => (await api.ask({ path: '/v1/morning', headers: { cookie } })).json as Morning;
const needs = async (): Promise<readonly string[]> => (await morning()).needs.map(({ kind, count }) => `${kind} ${count}`);
const night = (after: number) => addDays(NIGHT, after);

const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });

/** One town, night after night: each test begins where the one before ended, as mornings do. */
describe('the morning', () => {
  it('before the first night ever says that there has been none, and nothing needs anybody', async () => {
    expect(await morning()).toEqual({
      at: expect.any(String),
      headline: { zh: '尚未进行过夜间核验。', en: 'There has been no night yet.' },
      night: null,
      affected: null,
      needs: [],
      sources: [...AUTHORITIES, 'aid-system'].map((source) => ({ source, health: 'unknown', asOf: null, lagSeconds: null })),
    });
  });

  it('while the night is under way does not say whom it left without an answer', async () => {
    const opened = await api.nights.open(NIGHT);
    ({ cookie } = await api.operatorAs(['viewer']));
    expect(await morning()).toMatchObject({
      headline: { en: 'The night is under way; so far nothing needs you.' },
      night: { runId: `run-${NIGHT}`, status: 'running', finishedAt: null, balanced: null },
      affected: null,
      needs: [],
    });
    await api.nights.finish(opened);
  });

  it('after a night that is over and well says so: nothing needs anybody, and nobody is affected', async () => {
    const { night: last, affected, headline, needs: none, sources } = await morning();
    expect([headline.en, none]).toEqual(['The night has finished, its books balance, and nothing needs you.', []]);
    expect(last).toMatchObject({ date: NIGHT, status: 'completed', phase: 'closed', balanced: true });
    expect(affected).toEqual({ members: 0, missing: [], unjudged: expect.any(Number), held: 0 });
    for (const { asOf, lagSeconds } of sources) expect([asOf, lagSeconds]).toEqual([expect.any(String), expect.any(Number)]);
  });

  it('after an authority was down says for how many members its datasets are missing, each member once, and what failed', async () => {
    const onlySocial = CONSENT_TO_ALL.map((consent) => ({ ...consent, sources: ['social-security' as const] }));
    const { town, courier } = api.people;
    enrol(town, aMember(21, { content: { consents: onlySocial } }));
    enrol(town, changed(courier, startOf(night(1)), { content: { leftOn: night(1) } }));
    grantDibao(town, aMember(22), { at: startOf(night(1)) });
    enrol(town, aMember(22));
    town.troubles.assistance = () => DOWN;
    town.troubles.participation = () => DOWN;
    await api.nights.reconcile(night(1));
    ({ cookie } = await api.operatorAs(['viewer']));
    // Who consents to what in this town: 1, 3, 4 and 22 to everything, 2 as well but has left, 5 to nothing, 21 to social security alone.
    const [all, social] = [['member-1', 'member-3', 'member-4', 'member-22'], ['member-21']];
    const { affected, needs: found, headline, night: last } = await morning();
    expect(last).toMatchObject({ status: 'incomplete', balanced: true });
    expect(affected?.missing.toSorted((one, other) => (one.dataset < other.dataset ? -1 : 1))).toEqual([
      { source: 'civil-affairs', dataset: 'assistance', reading: 'nightly', members: all.length },
      { source: 'social-security', dataset: 'participation', reading: 'nightly', members: all.length + social.length },
    ]);
    expect(affected?.members).toBe(all.length + social.length);
    expect(found.map(({ kind, severity, link }) => ({ kind, severity, link }))).toEqual([
      { kind: 'failed-jobs', severity: 'now', link: { page: 'jobs', query: { state: 'failed' } } },
    ]);
    expect(headline.en).toBe('One thing needs you.');
  });

  it('after it was healed says so of the same night', async () => {
    const { town } = api.people;
    delete town.troubles.assistance;
    delete town.troubles.participation;
    await api.nights.reconcile(night(1));
    ({ cookie } = await api.operatorAs(['viewer']));
    const { affected, needs: none, night: last } = await morning();
    expect(last).toMatchObject({ runId: `run-${night(1)}`, status: 'completed' });
    expect([affected?.members, affected?.missing, none]).toEqual([0, [], []]);
  });

  it('when the roster could not be read concerns everybody on it', async () => {
    const { town } = api.people;
    town.troubles.members = () => DOWN;
    await api.nights.reconcile(night(2));
    delete town.troubles.members;
    ({ cookie } = await api.operatorAs(['viewer']));
    expect((await morning()).affected).toMatchObject({ members: 6, missing: [{ source: 'aid-system', dataset: 'members', members: 6 }] });
    await api.nights.reconcile(night(2));
  });

  it('names what waits for a person, the weightiest first: a paused source, what nobody took, who did not answer, what nobody could read', async () => {
    const { pool, clock } = api.context;
    ({ cookie } = await api.operatorAs(['viewer']));
    await inTransaction(pool, async (tx) => {
      await pauseSource(tx, { source: 'civil-affairs', by: 'operator:x', why: 'moves house', since: clock(), until: null });
      await tx.query(
        `update application set state = 'refused', hold_reason = 'fields-refused: /form/mobile' where application_id = (select application_id from application order by application_id limit 1)`,
      );
      await tx.query(
        `update application set state = 'refused', hold_reason = 'unknown-member' where application_id = (select application_id from application order by application_id desc limit 1)`,
      );
      await tx.query(
        `insert into quarantine (quarantine_id, fingerprint, dataset, position, reason, path, shape, first_run, last_run, created_at)
         values (gen_random_uuid(), 'one', 'death', '{}', 'not-a-date', '/AAE138', 'text', 'run-x', 'run-x', now())`,
      );
      await tx.query(
        `insert into correction_request (person_key, request_id, discrepancy_id, addressee, due_on, requested_by, requested_at, state)
         select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'civil-affairs', $1::date + days, 'operator:x', now(), 'open' from unnest('{-1,0,9}'::int[]) as days`,
        [dayAt(clock())],
      );
      await tx.query(
        `insert into alert (alert_id, rule, subject, state, since, changed_at, facts)
         select gen_random_uuid(), rule, rule, 'firing', now(), now(), '{}' from unnest('{expiry,quarantine-full}'::text[]) as rule`,
      );
    });
    expect(await needs()).toEqual([
      'alerts-firing 1',
      'sources-paused 1',
      'refused-applications 1',
      'corrections-overdue 1',
      'quarantine 1',
    ]);
    expect((await morning()).sources.find(({ source }) => source === 'civil-affairs')?.health).toBe('paused');
  });

  it('when nights went by says how many', async () => {
    const { pool } = api.context;
    await pool.query(
      `delete from alert; delete from correction_request; delete from quarantine; delete from source_pause; update application set state = 'ready' where state = 'refused'`,
    );
    api.clock.set(startOf(night(6)));
    ({ cookie } = await api.operatorAs(['viewer']));
    expect(await needs()).toEqual(['night-missing 3']);
  });

  it.each<{ readonly role: Role; readonly status: number }>([
    { role: 'viewer', status: 200 },
    { role: 'operator', status: 200 },
    { role: 'rule-keeper', status: 200 },
    { role: 'administrator', status: 200 },
    { role: 'auditor', status: 403 },
  ])('is answered to a $role with $status', async ({ role, status }) => {
    const who = await api.operatorAs([role]);
    expect((await api.ask({ path: '/v1/morning', headers: { cookie: who.cookie } })).status).toBe(status);
  });
});
