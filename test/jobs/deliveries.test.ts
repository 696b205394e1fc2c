import { describe, expect, it } from 'vitest';
import { MINUTE, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { recoverNobodys } from '../../src/storage/lost-work.ts';
import type { DeliveryAnswer } from '../../src/upstream/aid-system.ts';
import { aRow } from '../support/connectors.ts';
import { file, type OfficeCall } from '../support/connectors-aid-system.ts';
import { aDibao, aFamily, anIdentity, aPerson, day, month } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import { changed, enrol, settleTown, statedBy, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');

const NO_ANSWER = new Fault('uncertain', { code: 'no-answer', detail: 'Sent, and no answer came.' });
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The aid system does not answer.' });

const startNights = nightsOfThisFile();

/** What was asked of the aid system about the living aid of the poor member, in order. */
const livingAidCalls = ({ office }: Town): readonly string[] => {
  const ids = new Map<string, string>();
  for (const [id, { document }] of office.filed) ids.set(id, document.programme);
  const named = ({ call, version }: OfficeCall): string => (version === null ? call : `${call} v${version}`);
  return office.calls.filter(({ applicationId }) => (ids.get(applicationId) ?? 'living-aid') === 'living-aid').map(named);
};
const filedLivingAid = ({ office }: Town) => [...office.filed.values()].find(({ document }) => document.programme === 'living-aid');

interface Standing {
  readonly state: string;
  readonly holdReason: string | null;
  readonly version: number;
  readonly deliveredVersion: number | null;
  readonly remoteStatus: string | null;
}
const livingAidOf = async ({ context }: Nights): Promise<Standing | undefined> => {
  const { rows } = await context.pool.query<Standing>(
    `select state, hold_reason as "holdReason", version, delivered_version as "deliveredVersion", remote_status as "remoteStatus" from application where programme = 'living-aid'`,
  );
  return rows[0];
};

/** Living aid alone goes wrong; what else is delivered is filed as usual. */
const forLivingAid =
  (town: Town, answer: () => DeliveryAnswer | null): Town['office']['onDelivery'] =>
  (applicationId, document) =>
    document.programme === 'living-aid' ? answer() : file(town.office.filed, applicationId, document);

describe('a delivery whose answer never came', () => {
  it('is asked about, found to have arrived, and not sent again', async () => {
    const { town } = settleTown();
    town.office.onDelivery = (applicationId, document) => {
      file(town.office.filed, applicationId, document);
      if (document.programme === 'living-aid') throw NO_ANSWER;
      return { outcome: 'created' };
    };
    const nights = startNights(town);
    const { run } = await nights.reconcile(D);
    expect(run.status).toBe('completed');
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'status']);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', deliveredVersion: 1 });
  });

  it('is asked about, found there without a word of what became of it, and waits', async () => {
    const { town } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => {
      throw NO_ANSWER;
    });
    town.office.onQuestion = () => ({ version: 1, status: null, reasonCode: null, decidedAt: null });
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', deliveredVersion: 1, remoteStatus: 'awaiting-confirmation' });
  });

  it('is asked about, found never to have arrived, and sent again', async () => {
    const { town } = settleTown();
    let lost = 0;
    town.office.onDelivery = forLivingAid(town, () => {
      lost += 1;
      if (lost === 1) throw NO_ANSWER;
      return null;
    });
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'status', 'deliver v1']);
    expect(filedLivingAid(town)?.document.version).toBe(1);
  });

  it('was decided on meanwhile: the decision stands', async () => {
    const { town } = settleTown();
    town.office.onDelivery = (applicationId, document) => {
      file(town.office.filed, applicationId, document);
      if (document.programme !== 'living-aid') return { outcome: 'created' };
      town.office.filed.set(applicationId, { document, status: 'declined' });
      throw NO_ANSWER;
    };
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await livingAidOf(nights)).toMatchObject({ remoteStatus: 'declined' });
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'status']);
  });
});

describe('a night that ends in doubt', () => {
  /** What is filed although the answer never comes. */
  const filesInSilence = (town: Town): void => {
    town.office.onDelivery = (applicationId, document) => {
      file(town.office.filed, applicationId, document);
      throw NO_ANSWER;
    };
    town.office.onQuestion = () => {
      throw DOWN;
    };
  };
  const recovers = (town: Town): void => {
    town.office.onDelivery = null;
    town.office.onQuestion = null;
  };

  it('asks the night after, before anything is sent again', async () => {
    const { town } = settleTown();
    filesInSilence(town);
    const nights = startNights(town);
    expect((await nights.reconcile(D)).run.status).toBe('incomplete');
    recovers(town);
    town.office.calls.length = 0;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(livingAidCalls(town)).toEqual(['status']);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', deliveredVersion: 1 });
  });

  it('withdraws what may have arrived, when its ground is gone', async () => {
    const people = settleTown();
    filesInSilence(people.town);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    recovers(people.town);
    endAid(people);
    await nights.reconcile(NEXT);
    expect(filedLivingAid(people.town)?.status).toBe('withdrawn');
    expect(await livingAidOf(nights)).toMatchObject({ state: 'withdrawn', remoteStatus: 'withdrawn' });
  });

  it('comes to an end, where a delivery is never answered and never found', async () => {
    const { town } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => {
      throw NO_ANSWER;
    });
    const nights = startNights(town);
    expect((await nights.reconcile(D)).run.status).toBe('incomplete');
    const calls = livingAidCalls(town);
    expect(calls.filter((call, index) => call === 'deliver v1' && calls[index + 1] === 'deliver v1')).toEqual([]);
    town.office.onDelivery = null;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(filedLivingAid(town)?.document.version).toBe(1);
  });
});

describe('applications that go together', () => {
  const units = async ({ context }: Nights) =>
    (await context.pool.query(`select about, state, attempt from work where step = 'deliver' order by created_at`)).rows;
  const sent = ({ office }: Town): readonly string[] =>
    office.calls.filter(({ call }) => call === 'deliver').map(({ applicationId }) => applicationId);

  it('cost each other nothing: one that fails does so by itself, and the others are delivered', async () => {
    const { town } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => {
      throw DOWN;
    });
    const nights = startNights(town);
    expect((await nights.reconcile(D)).run.status).toBe('incomplete');
    expect(town.office.filed.size).toBe(2);
    expect(await units(nights)).toEqual([
      { about: 3, state: 'done', attempt: 1 },
      { about: 1, state: 'failed', attempt: 1 },
    ]);
    town.office.onDelivery = null;
    expect((await nights.reconcile(D)).run.status).toBe('completed');
    expect([town.office.filed.size, new Set(sent(town)).size, sent(town).length]).toEqual([3, 3, 5]);
  });

  it('and whose worker is lost meanwhile are asked about, each: none is sent twice', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.office.onDelivery = async (applicationId, document) => {
      const answer = file(town.office.filed, applicationId, document);
      if (town.office.filed.size === 3) await recoverNobodys(nights.context.pool);
      return answer;
    };
    expect((await nights.reconcile(D)).run.status).toBe('completed');
    expect(await units(nights)).toEqual([{ about: 3, state: 'done', attempt: 2 }]);
    expect([town.office.filed.size, new Set(sent(town)).size, sent(town).length]).toEqual([3, 3, 3]);
    expect(town.office.calls.filter(({ call }) => call === 'status')).toHaveLength(3);
  });
});

describe('an aid system that is down', () => {
  it('leaves the run incomplete and the application ready; it is delivered once when it is back', async () => {
    const { town } = settleTown();
    town.office.onDelivery = () => {
      throw DOWN;
    };
    const nights = startNights(town);
    expect((await nights.reconcile(D)).run.status).toBe('incomplete');
    expect(await livingAidOf(nights)).toMatchObject({ state: 'ready', deliveredVersion: null });
    town.office.onDelivery = null;
    const again = await nights.reconcile(D);
    expect(again).toMatchObject({ how: 'reopened', run: { status: 'completed' } });
    expect(town.office.filed.size).toBe(3);
    expect(livingAidCalls(town).filter((call) => call === 'deliver v1')).toHaveLength(2);
  });

  it('for a whole night gets the application the night after', async () => {
    const { town } = settleTown();
    town.office.onDelivery = () => {
      throw DOWN;
    };
    const nights = startNights(town);
    await nights.reconcile(D);
    town.office.onDelivery = null;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', deliveredVersion: 1 });
  });
});

describe('an answer that is no yes', () => {
  const REFUSALS: readonly { readonly given: string; readonly answer: DeliveryAnswer; readonly want: Partial<Standing> }[] = [
    {
      given: '422 names the fields at fault',
      answer: { outcome: 'refused', fields: ['/form/household/size'] },
      want: { state: 'refused', holdReason: 'fields-refused: /form/household/size', deliveredVersion: null },
    },
    {
      given: '422 names none',
      answer: { outcome: 'refused', fields: [] },
      want: { state: 'refused', holdReason: 'fields-refused' },
    },
    { given: '404: no such member there', answer: { outcome: 'unknown-member' }, want: { state: 'refused', holdReason: 'unknown-member' } },
    { given: '409, and nothing stands there', answer: { outcome: 'conflict' }, want: { state: 'refused', holdReason: 'version-conflict' } },
    { given: '200: the same stands there already', answer: { outcome: 'unchanged' }, want: { state: 'delivered', deliveredVersion: 1 } },
  ];
  it.each(REFUSALS)('$given', async ({ answer, want }) => {
    const { town } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => answer);
    const nights = startNights(town);
    const { run } = await nights.reconcile(D);
    expect(run.status).toBe('completed');
    expect(await livingAidOf(nights)).toMatchObject(want);
  });

  it('404 is tried again every night: the roster may know a member before their applications do', async () => {
    const { town } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => ({ outcome: 'unknown-member' }));
    const nights = startNights(town);
    await nights.reconcile(D);
    town.office.onDelivery = null;
    await nights.reconcile(NEXT);
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'status', 'deliver v1']);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', deliveredVersion: 1, holdReason: null });
  });

  it('is not tried again with the same form, and is with another', async () => {
    const { town, poor } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => ({ outcome: 'refused', fields: ['/form'] }));
    const nights = startNights(town);
    await nights.reconcile(D);
    await nights.reconcile(NEXT);
    expect(livingAidCalls(town)).toEqual(['deliver v1']);
    town.office.onDelivery = null;
    enrol(town, changed(poor, startOf(NEXT), { sealed: { employerName: '试验市另一家公司' } }));
    town.rows.assistance.push(
      aRow(poor.sealed.idNumber, aDibao({ since: month('2025-02') }, { recordKey: 'aid-of-member-1' }), { at: startOf(NEXT) }),
    );
    await nights.reconcile(day('2026-11-24'));
    expect(filedLivingAid(town)?.document.version).toBe(2);
  });

  it('409 after the worker declined: nothing is offered again', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const [applicationId, found] = [...town.office.filed].find(([, { document }]) => document.programme === 'living-aid') ?? [];
    if (applicationId === undefined || found === undefined) throw new Error('no living aid was filed');
    town.office.filed.set(applicationId, { ...found, status: 'declined' });
    await amendAndReconcile(town, nights);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'decided', holdReason: 'decided-before', remoteStatus: 'declined' });
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'deliver v2', 'status']);
    await nights.reconcile(day('2026-11-25'));
    expect(livingAidCalls(town)).toHaveLength(3);
  });
});

/** Civil affairs corrects since when the member has been on 低保; they now say 2025-03. */
const amendAndReconcile = (town: Town, nights: Nights) => {
  const [row] = town.rows.assistance.filter(({ read }) => read.ok && read.draft.recordKey === 'aid-of-member-1');
  const subject = row?.read.ok ? row.read.draft.subject : null;
  town.rows.assistance.push(aRow(subject, aDibao({ since: month('2025-03') }, { recordKey: 'aid-of-member-1' }), { at: startOf(NEXT) }));
  return nights.reconcile(NEXT);
};

describe('evidence that changes', () => {
  it('amends the application: a new version replaces the one that waits', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    await amendAndReconcile(town, nights);
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'deliver v2']);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', version: 2, deliveredVersion: 2 });
    expect(filedLivingAid(town)).toMatchObject({ status: 'awaiting-confirmation', document: { version: 2 } });
  });

  it('that does not bear on it makes no version', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    town.rows.assistance.push(aRow(ordinary.sealed.idNumber, aDibao({}, { recordKey: 'of-somebody-else' }), { at: startOf(NEXT) }));
    await nights.reconcile(NEXT);
    expect(livingAidCalls(town).filter((call) => call === 'deliver v2')).toEqual([]);
    expect((await livingAidOf(nights))?.version).toBe(1);
  });
});

/** Civil affairs and medical insurance both say that it ended. */
const endAid = ({ town, poor }: ReturnType<typeof settleTown>, at = startOf(NEXT)): void => {
  const { idNumber } = poor.sealed;
  town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: 'aid-of-member-1' }), { at, ended: true }));
  const ended = aPerson({ identities: [anIdentity({ to: D })] }, { recordKey: 'person', sealed: { personNo: 'number-of-member-1' } });
  town.rows.person.splice(0, 1, aRow(idNumber, ended, { at, stated: statedBy(poor) }));
};

describe('an application whose ground is gone', () => {
  it('is withdrawn, once', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    endAid(people);
    await nights.reconcile(NEXT);
    await nights.reconcile(day('2026-11-24'));
    expect(livingAidCalls(people.town)).toEqual(['deliver v1', 'status', 'withdraw v1']);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'withdrawn', holdReason: 'evidence-corrected', remoteStatus: 'withdrawn' });
  });

  it('stays when the worker has confirmed it: a person decided', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    for (const [id, found] of people.town.office.filed) people.town.office.filed.set(id, { ...found, status: 'confirmed' });
    endAid(people);
    await nights.reconcile(NEXT);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'decided', remoteStatus: 'confirmed' });
  });

  it('whose withdrawal fails is withdrawn when the run is opened again', async () => {
    const people = settleTown();
    const { office } = people.town;
    const nights = startNights(people.town);
    await nights.reconcile(D);
    endAid(people);
    office.onWithdrawal = () => {
      throw DOWN;
    };
    expect((await nights.reconcile(NEXT)).run.status).toBe('incomplete');
    office.onWithdrawal = null;
    expect((await nights.reconcile(NEXT, { waitMs: MINUTE })).run.status).toBe('completed');
    expect(filedLivingAid(people.town)?.status).toBe('withdrawn');
  });

  it('is withdrawn in the version that stands there, though a later one was refused', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    people.town.office.onDelivery = forLivingAid(people.town, () => ({ outcome: 'refused', fields: ['/form'] }));
    await amendAndReconcile(people.town, nights);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'refused', version: 2, deliveredVersion: 1 });
    endAid(people, startOf(day('2026-11-24')));
    await nights.reconcile(day('2026-11-24'));
    expect(livingAidCalls(people.town)).toEqual(['deliver v1', 'deliver v2', 'status', 'withdraw v1']);
    expect(filedLivingAid(people.town)?.status).toBe('withdrawn');
  });

  it('and whose withdrawal was not answered is asked about, and not withdrawn twice', async () => {
    const people = settleTown();
    const { office } = people.town;
    const nights = startNights(people.town);
    await nights.reconcile(D);
    endAid(people);
    office.onWithdrawal = () => {
      for (const [id, found] of office.filed)
        if (found.document.programme === 'living-aid') office.filed.set(id, { ...found, status: 'withdrawn' });
      throw NO_ANSWER;
    };
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(livingAidCalls(people.town)).toEqual(['deliver v1', 'status', 'withdraw v1', 'status']);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'withdrawn', remoteStatus: 'withdrawn' });
  });
});

describe('an application held before it was delivered', () => {
  it('goes out as it was, once nothing holds it any more', async () => {
    const { town, ordinary } = settleTown();
    const household = { at: startOf(D), household: 'household-1' };
    town.rows.family.splice(1, 1, aRow(ordinary.sealed.idNumber, aFamily({}, { recordKey: 'household' }), household));
    town.office.onDelivery = () => {
      throw DOWN;
    };
    const nights = startNights(town);
    await nights.reconcile(D);
    town.office.onDelivery = null;
    const aidFile = { class: 'deep', openedOn: D, memberCount: 2 } as const;
    enrol(town, changed(ordinary, startOf(NEXT), { content: { aidFile } }));
    await nights.reconcile(NEXT);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'held', deliveredVersion: null, version: 1 });
    enrol(town, changed(ordinary, startOf(day('2026-11-24')), { content: { aidFile: null } }));
    await nights.reconcile(day('2026-11-24'));
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', holdReason: null, version: 1, deliveredVersion: 1 });
    expect(livingAidCalls(town).slice(-2)).toEqual(['status', 'deliver v1']);
  });
});

describe('409, because another body stands there', () => {
  it('under this version or a higher one: ours goes again above it', async () => {
    const { town } = settleTown();
    town.office.onDelivery = (applicationId, document) => {
      if (document.programme === 'living-aid' && !town.office.filed.has(applicationId))
        town.office.filed.set(applicationId, {
          document: { ...document, version: 3, reasons: [] },
          status: 'awaiting-confirmation',
        });
      return null;
    };
    const nights = startNights(town);
    const { run } = await nights.reconcile(D);
    expect(run.status).toBe('completed');
    expect(livingAidCalls(town)).toEqual(['deliver v1', 'status', 'deliver v4']);
    expect(filedLivingAid(town)?.document).toMatchObject({ version: 4, reasons: [{}] });
    expect(await livingAidOf(nights)).toMatchObject({ state: 'delivered', version: 4, deliveredVersion: 4 });
    await nights.reconcile(NEXT);
    expect(livingAidCalls(town)).toHaveLength(3);
  });

  it('and nobody says which: a person looks', async () => {
    const { town } = settleTown();
    town.office.onDelivery = forLivingAid(town, () => ({ outcome: 'conflict' }));
    town.office.onQuestion = () => ({ version: null, status: null, reasonCode: null, decidedAt: null });
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await livingAidOf(nights)).toMatchObject({ state: 'refused', holdReason: 'version-conflict' });
  });
});
