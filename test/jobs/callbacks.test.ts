/** Decisions that the aid system tells of while nights go on, and what becomes of what was confirmed. */
import { describe, expect, it } from 'vitest';
import { type Day, instantOf, MINUTE, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import type { Unit } from '../../src/jobs/step.ts';
import { type StatedEvent, takeEvents } from '../../src/pipeline/5-apply/callback/job.ts';
import type { Said } from '../../src/pipeline/5-apply/callback.ts';
import { applyShard } from '../../src/pipeline/5-apply/job.ts';
import { withdrawErased } from '../../src/pipeline/5-apply/withdraw-erased/job.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import type { CallbackEvent } from '../../src/storage/callback-events.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { recoverNobodys } from '../../src/storage/lost-work.ts';
import { outcomesByRule } from '../../src/storage/outcomes.ts';
import { aRow } from '../support/connectors.ts';
import { file } from '../support/connectors-aid-system.ts';
import { decideThere } from '../support/decisions.ts';
import { aDibao, anIdentity, aPerson, day, month } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile, TESTER } from '../support/nights.ts';
import { settleTown, statedBy, type Townspeople } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const AFTER = day('2026-11-24');
const LATER = day('2026-11-25');
const DECIDED_AT = instantOf(Date.UTC(2026, 10, 23, 2));
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'Civil affairs does not answer.' });
const NO_ANSWER = new Fault('uncertain', { code: 'no-answer', detail: 'Sent, and no answer came.' });

const startNights = nightsOfThisFile();

interface Row {
  readonly personKey: string;
  readonly applicationId: string;
  readonly state: string;
  readonly version: number;
  readonly deliveredVersion: number | null;
  readonly remoteStatus: string | null;
  readonly decidedAt: string | null;
  readonly reasonCode: string | null;
}
const livingAid = async ({ context }: Nights): Promise<Row> => {
  const { rows } = await context.pool.query<Row>(
    `select person_key as "personKey", application_id as "applicationId", state, version, delivered_version as "deliveredVersion", remote_status as "remoteStatus",
            decided_at as "decidedAt", reason_code as "reasonCode" from application where programme = 'living-aid'`,
  );
  if (rows[0] === undefined) throw new Error('there is no living aid');
  return rows[0];
};

let nth = 0;
const eventAbout = (applicationId: string, said: Partial<Said> = {}): CallbackEvent => ({
  eventId: `event-${++nth}`,
  applicationId,
  version: 1,
  status: 'confirmed',
  reasonCode: null,
  decidedAt: DECIDED_AT,
  toldAt: said.decidedAt ?? DECIDED_AT,
  ...said,
});
const tell = async ({ context }: Nights, ...events: readonly StatedEvent[]) =>
  takeEvents(
    events.map((event) => ({ event, trace: context.uuid() })),
    context,
  );
const confirm = async (nights: Nights, said: Partial<Said> = {}) => tell(nights, eventAbout((await livingAid(nights)).applicationId, said));

/** The worker confirms while it is delivered, and a callback tells of it before the answer comes. */
const confirmedMeanwhile = ({ people, nights, office, applicationId }: Awaited<ReturnType<typeof firstNight>>): void => {
  office.onDelivery = async (id, document) => {
    if (id !== applicationId) return null;
    decideThere(people.town, id, 'confirmed');
    await confirm(nights);
    return file(office.filed, id, document);
  };
};

/** Civil affairs corrects since when; or both registers say that it ended. */
const amend = ({ town, poor }: Townspeople, on: Day, since = '2025-03'): void =>
  void town.rows.assistance.push(
    aRow(poor.sealed.idNumber, aDibao({ since: month(since) }, { recordKey: 'aid-of-member-1' }), { at: startOf(on) }),
  );
const endAid = ({ town, poor }: Townspeople, on: Day): void => {
  const { idNumber } = poor.sealed;
  town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: 'aid-of-member-1' }), { at: startOf(on), ended: true }));
  const ended = aPerson({ identities: [anIdentity({ to: D })] }, { recordKey: 'person', sealed: { personNo: 'number-of-member-1' } });
  town.rows.person.splice(0, 1, aRow(idNumber, ended, { at: startOf(on), stated: statedBy(poor) }));
};

interface Concern {
  readonly kind: string;
  readonly openedRun: string;
  readonly closedRun: string | null;
}
const concerns = async ({ context }: Nights): Promise<readonly Concern[]> => {
  const { rows } = await context.pool.query<Concern>(
    `select kind, opened_run as "openedRun", closed_run as "closedRun" from concern order by opened_run, kind`,
  );
  return rows;
};

const firstNight = async () => {
  const people = settleTown();
  const nights = startNights(people.town);
  await nights.reconcile(D);
  return { people, nights, office: people.town.office, applicationId: (await livingAid(nights)).applicationId };
};

describe('a decision told while a delivery is under way', () => {
  it('of the version that waits, before the amendment came: it stands, and nothing is amended', async () => {
    const before = await firstNight();
    const { people, nights } = before;
    amend(people, NEXT);
    confirmedMeanwhile(before);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await livingAid(nights)).toMatchObject({
      state: 'decided',
      deliveredVersion: 1,
      remoteStatus: 'confirmed',
      decidedAt: DECIDED_AT,
    });
  });

  it('of the version just sent, before its answer was noted: it stands', async () => {
    const { people, nights, office, applicationId } = await firstNight();
    amend(people, NEXT);
    office.onDelivery = async (id, document) => {
      const answer = file(office.filed, id, document);
      if (id === applicationId) await confirm(nights, { version: 2 });
      return answer;
    };
    await nights.reconcile(NEXT);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', deliveredVersion: 2, remoteStatus: 'confirmed' });
  });

  it('of the version just sent, without saying so, before its answer was noted: it stands, as of that version', async () => {
    const { people, nights, office, applicationId } = await firstNight();
    amend(people, NEXT);
    office.onDelivery = async (id, document) => {
      const answer = file(office.filed, id, document);
      if (id === applicationId) await tell(nights, { ...eventAbout(id), version: null });
      return answer;
    };
    await nights.reconcile(NEXT);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', deliveredVersion: 2, remoteStatus: 'confirmed' });
  });

  it('whose answer never came: the night asks, and keeps what the callback said', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.office.onDelivery = async (id, document) => {
      file(town.office.filed, id, document);
      if (document.programme !== 'living-aid') return { outcome: 'created' };
      decideThere(town, id, 'refused');
      await tell(nights, eventAbout(id, { status: 'refused', reasonCode: 'income-above-line' }));
      throw NO_ANSWER;
    };
    await nights.reconcile(D);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', remoteStatus: 'refused', reasonCode: 'income-above-line' });
  });

  it('and found without a moment: the confirmation before it, told of later, does not undo it', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.office.onDelivery = async (id, document) => {
      file(town.office.filed, id, document);
      if (document.programme !== 'living-aid') return { outcome: 'created' };
      decideThere(town, id, 'granted');
      throw NO_ANSWER;
    };
    await nights.reconcile(D);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', remoteStatus: 'granted' });
    expect(await confirm(nights, { decidedAt: startOf(D) })).toEqual(['overtaken']);
    expect(await livingAid(nights)).toMatchObject({ remoteStatus: 'granted' });
  });

  it('and before tonight’s results are saved: they are not, and no version is made', async () => {
    const { people, nights } = await firstNight();
    amend(people, NEXT);
    const { run } = await nights.open(NEXT);
    await nights.context.pool.query(
      `update record set content = content || '{"since": "2025-03"}' where record_key = 'aid-of-member-1' and current`,
    );
    await nights.context.pool.query(
      `insert into agenda (person_key, run_id, verify, screen, apply, anew, together) select person_key, $1, false, false, true, false, person_key::text from member`,
      [run.runId],
    );
    const unit: Unit<object, unknown> = {
      workId: nights.context.uuid(),
      run,
      params: { first: '00', last: 'ff' },
      checkpoint: null,
      attempt: 1,
      signal: new AbortController().signal,
      sees: () => undefined,
      concludesOn: () => undefined,
      save: (act) => inTransaction(nights.context.pool, act),
    };
    const conclude = await applyShard.run(unit, nights.context);
    const takenBack = new Error('taken back');
    const proposed: unknown[] = [];
    const propose = inTransaction(nights.context.pool, async (tx) => {
      proposed.push(...(await conclude(tx)));
      throw takenBack;
    });
    await expect(propose).rejects.toBe(takenBack);
    expect(proposed).toMatchObject([{ step: 'deliver', params: { version: 2 } }]);
    await confirm(nights);
    const next = await inTransaction(nights.context.pool, conclude);
    expect(next).toEqual([]);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', version: 1, remoteStatus: 'confirmed' });
    const { rowCount } = await nights.context.pool.query('select from application_version where version > 1');
    expect(rowCount).toBe(0);
  });
});

describe('a decision on a version that was never made here', () => {
  /** Of a version beyond all that were made: as a mistake there would tell it, or the truth where our database was put back. */
  const beyond = (applicationId: string): CallbackEvent => eventAbout(applicationId, { version: 7, status: 'granted' });

  it('is not believed: the night asks, and what waits there waits on', async () => {
    const { nights, office, applicationId } = await firstNight();
    expect(await tell(nights, beyond(applicationId))).toEqual(['unknown-version']);
    expect(await livingAid(nights)).toMatchObject({ deliveredVersion: 1, remoteStatus: 'awaiting-confirmation', decidedAt: null });
    office.calls.length = 0;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(office.calls).toEqual([{ call: 'status', applicationId, version: null }]);
    expect(await livingAid(nights)).toMatchObject({ state: 'delivered', version: 1, deliveredVersion: 1 });
    expect(await confirm(nights)).toEqual(['moved']);
  });

  it('stands where the night finds it there', async () => {
    const { nights, office, applicationId } = await firstNight();
    await tell(nights, beyond(applicationId));
    const found = { version: 7, status: 'granted', reasonCode: null, decidedAt: DECIDED_AT } as const;
    office.onQuestion = (id) => (id === applicationId ? found : null);
    await nights.reconcile(NEXT);
    expect(await livingAid(nights)).toMatchObject({
      state: 'decided',
      deliveredVersion: 7,
      remoteStatus: 'granted',
      decidedAt: DECIDED_AT,
    });
  });
});

describe('a decision found with a moment that is still to come', () => {
  it('counts as one without, and what comes later stands', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.office.onDelivery = (id, document) => {
      file(town.office.filed, id, document);
      throw NO_ANSWER;
    };
    const declined = { version: 1, status: 'declined', reasonCode: null, decidedAt: instantOf(Date.UTC(2300, 0, 1)) } as const;
    town.office.onQuestion = (id) => (town.office.filed.get(id)?.document.programme === 'living-aid' ? declined : null);
    await nights.reconcile(D);
    expect(await livingAid(nights)).toMatchObject({ remoteStatus: 'declined', decidedAt: null });
    expect(await confirm(nights)).toEqual(['moved']);
  });
});

describe('a decision told while a withdrawal is under way', () => {
  it('stands, and the withdrawal is not repeated', async () => {
    const { people, nights, office, applicationId } = await firstNight();
    endAid(people, NEXT);
    office.onWithdrawal = async () => {
      decideThere(people.town, applicationId, 'confirmed');
      await confirm(nights);
    };
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', remoteStatus: 'confirmed', decidedAt: DECIDED_AT });
  });

  it('about somebody erased leaves nothing of it here, and nothing of what was said before', async () => {
    const { people, nights, applicationId } = await firstNight();
    await tell(nights, eventAbout(applicationId, { status: 'awaiting-confirmation' }));
    const { content } = people.poor;
    await eraseMember({ memberId: content.memberId, cause: 'asked', reason: null, caller: TESTER }, nights.context);
    const { pool } = nights.context;
    expect((await pool.query('select from callback_event')).rowCount).toBe(0);
    expect(await tell(nights, eventAbout(applicationId, { status: 'declined' }))).toEqual(['moved']);
    expect((await pool.query('select from application where application_id = $1', [applicationId])).rowCount).toBe(0);
    expect(await tell(nights, eventAbout(applicationId, { status: 'declined' }))).toEqual(['unknown-application']);
    expect(await withdrawErased(nights.context, new AbortController().signal)).toBe(0);
  });
});

describe('what a worker confirmed', () => {
  it('and the evidence says otherwise since, is left alone and an operator’s concern until it is decided', async () => {
    const { people, nights, applicationId } = await firstNight();
    await confirm(nights);
    expect((await nights.reconcile(NEXT)).summary.applications.concerns).toBe(0);
    amend(people, AFTER);
    expect((await nights.reconcile(AFTER)).summary.applications.concerns).toBe(1);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', version: 1, remoteStatus: 'confirmed' });
    expect(await concerns(nights)).toEqual([{ kind: 'evidence-changed', openedRun: 'run-2026-11-24', closedRun: null }]);
    await tell(nights, eventAbout(applicationId, { status: 'granted', decidedAt: instantOf(Date.UTC(2026, 10, 24, 9)) }));
    expect((await nights.reconcile(LATER)).summary.applications.concerns).toBe(0);
    expect(await concerns(nights)).toMatchObject([{ closedRun: 'run-2026-11-25' }]);
  });

  it('and whose ground is gone, is not withdrawn: that too is a concern', async () => {
    const { people, nights, office } = await firstNight();
    await confirm(nights);
    endAid(people, NEXT);
    expect((await nights.reconcile(NEXT)).summary.applications.concerns).toBe(1);
    expect(office.calls.filter(({ call }) => call === 'withdraw')).toEqual([]);
    expect(await concerns(nights)).toMatchObject([{ kind: 'ground-gone', closedRun: null }]);
    const again = await nights.reconcile(AFTER);
    expect([again.summary.applications.concerns, await concerns(nights)]).toEqual([
      1,
      [{ kind: 'ground-gone', openedRun: 'run-2026-11-23', closedRun: null }],
    ]);
  });

  it('is no concern any more once the evidence is what it was', async () => {
    const { people, nights } = await firstNight();
    await confirm(nights);
    amend(people, NEXT);
    expect((await nights.reconcile(NEXT)).summary.applications.concerns).toBe(1);
    const asBefore = { at: startOf(AFTER), stated: statedBy(people.poor), household: 'household-1' };
    people.town.rows.assistance.push(aRow(people.poor.sealed.idNumber, aDibao({}, { recordKey: 'aid-of-member-1' }), asBefore));
    expect((await nights.reconcile(AFTER)).summary.applications.concerns).toBe(0);
    expect(await concerns(nights)).toEqual([{ kind: 'evidence-changed', openedRun: 'run-2026-11-23', closedRun: 'run-2026-11-24' }]);
  });

  it('stays a concern on a night that cannot say', async () => {
    const { people, nights } = await firstNight();
    await confirm(nights);
    endAid(people, NEXT);
    await nights.reconcile(NEXT);
    people.town.troubles.assistance = () => DOWN;
    people.town.troubles.person = () => DOWN;
    expect((await nights.reconcile(AFTER)).summary.applications.concerns).toBe(1);
  });

  it('and of which tonight cannot say, stays as it was judged', async () => {
    const { people, nights } = await firstNight();
    await confirm(nights);
    people.town.troubles.assistance = () => DOWN;
    const { summary } = await nights.reconcile(NEXT);
    expect(summary.applications.concerns).toBe(0);
  });

  it('is erased with its concern', async () => {
    const { people, nights } = await firstNight();
    await confirm(nights);
    amend(people, NEXT);
    await nights.reconcile(NEXT);
    expect(await concerns(nights)).toHaveLength(1);
    await eraseMember({ memberId: people.poor.content.memberId, cause: 'asked', reason: null, caller: TESTER }, nights.context);
    expect(await concerns(nights)).toEqual([]);
  });

  it.each(['declined', 'granted', 'refused', 'expired'] as const)(
    'is a concern, and not what was %s: nobody waits there',
    async (status) => {
      const { people, nights } = await firstNight();
      await confirm(nights, { status });
      endAid(people, NEXT);
      expect((await nights.reconcile(NEXT)).summary.applications.concerns).toBe(0);
    },
  );
});

describe('what a worker confirmed without our being told', () => {
  it.each([
    { since: 'the evidence says otherwise', happens: amend, kind: 'evidence-changed' },
    { since: 'its ground is gone', happens: endAid, kind: 'ground-gone' },
  ])('is a concern of the night that finds it there, where $since: a second run comes to the same', async ({ happens, kind }) => {
    const { people, nights, applicationId } = await firstNight();
    decideThere(people.town, applicationId, 'confirmed');
    happens(people, NEXT);
    const first = await nights.reconcile(NEXT);
    const opened = [{ kind, openedRun: 'run-2026-11-23', closedRun: null }];
    expect([first.summary.applications.concerns, await concerns(nights)]).toEqual([1, opened]);
    const second = await nights.reconcile(NEXT);
    expect([second.run.runId, second.digest]).toEqual(['run-2026-11-23-2', first.digest]);
    expect([second.summary.applications.concerns, await concerns(nights)]).toEqual([1, opened]);
  });

  it('is one concern, and of that night, where a callback tells of it while it is asked about', async () => {
    const before = await firstNight();
    const { people, nights } = before;
    amend(people, NEXT);
    confirmedMeanwhile(before);
    await nights.reconcile(NEXT);
    expect(await concerns(nights)).toEqual([{ kind: 'evidence-changed', openedRun: 'run-2026-11-23', closedRun: null }]);
  });

  it('is one concern where the worker of the night is lost before that is noted', async () => {
    const { people, nights, office, applicationId } = await firstNight();
    endAid(people, NEXT);
    office.onWithdrawal = async () => {
      decideThere(people.town, applicationId, 'confirmed');
      await recoverNobodys(nights.context.pool);
    };
    await nights.reconcile(NEXT);
    expect(await concerns(nights)).toEqual([{ kind: 'ground-gone', openedRun: 'run-2026-11-23', closedRun: null }]);
  });

  it('is a concern of that night too where a callback tells of it before the next attempt', async () => {
    const { people, nights, office } = await firstNight();
    endAid(people, NEXT);
    office.onWithdrawal = async () => {
      office.onWithdrawal = null;
      await confirm(nights);
      throw DOWN;
    };
    expect((await nights.reconcile(NEXT, { waitMs: MINUTE })).summary.applications.concerns).toBe(1);
  });

  it('is none where the evidence says what they confirmed', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.office.onDelivery = (id, document) => {
      file(town.office.filed, id, document);
      decideThere(town, id, 'confirmed');
      throw NO_ANSWER;
    };
    expect((await nights.reconcile(D)).summary.applications.concerns).toBe(0);
    expect(await livingAid(nights)).toMatchObject({ state: 'decided', remoteStatus: 'confirmed' });
  });
});

describe('outcomes', () => {
  it('return to the rules that an application was offered for', async () => {
    const { nights, applicationId } = await firstNight();
    const living = async () => (await outcomesByRule(nights.context.pool)).filter(({ programme }) => programme === 'living-aid');
    const [first] = await living();
    expect(first).toMatchObject({ ruleSetId: 'sandbox-city', delivered: 1, confirmed: 0, granted: 0, precision: null });
    expect(first?.rule).toMatch(/^[a-z-]+$/);
    await confirm(nights);
    expect((await living())[0]).toMatchObject({ delivered: 1, confirmed: 1, precision: null });
    const refused = { status: 'refused', reasonCode: 'income-above-line', decidedAt: instantOf(Date.UTC(2026, 10, 24)) } as const;
    await tell(nights, eventAbout(applicationId, refused));
    expect((await living())[0]).toMatchObject({
      confirmed: 0,
      refused: 1,
      refusedBy: { 'income-above-line': 1 },
      granted: 0,
      precision: 0,
    });
    await tell(
      nights,
      eventAbout(applicationId, { ...refused, status: 'granted', reasonCode: null, decidedAt: instantOf(Date.UTC(2026, 10, 25)) }),
    );
    expect((await living())[0]).toMatchObject({ refused: 0, refusedBy: {}, granted: 1, precision: 1 });
  });
});
