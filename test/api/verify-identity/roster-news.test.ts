import { describe, expect, it } from 'vitest';
import { normaliseMember } from '../../../connectors/aid-system/normalise.ts';
import type { Context } from '../../../src/context.ts';
import { instantOf, MINUTE } from '../../../src/domain/period.ts';
import { Fault } from '../../../src/faults.ts';
import type { Head } from '../../../src/security/ledger/chain.ts';
import { ledgerHead } from '../../../src/storage/ledger.ts';
import { looksAt } from '../../../src/storage/ledger-reading.ts';
import { onRoster } from '../../support/connectors-aid-system.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { aMember, CONSENT_TO_ALL, changed, idNumberOf, insure, LONG_AGO, STRANGER, settleTown } from '../../support/nights-town.ts';
import { askerNamed, deskOn, resultOf, statusOf, tellingOf } from '../../support/verifications.ts';

const start = nightsOfThisFile();
const NIGHT = day('2026-11-01');

const afterNight = async (settings: Parameters<typeof deskOn>[1] = {}) => {
  const people = settleTown();
  insure(people.town, people.silent, { at: LONG_AGO });
  const nights = start(people.town);
  await nights.reconcile(NIGHT);
  nights.clock.forward(8 * 60 * MINUTE);
  const { town } = people;
  return {
    ...people,
    nights,
    desk: deskOn(nights.context, settings),
    /** A minute ago. */
    tell: (member: Parameters<typeof changed>[0], traits: Parameters<typeof changed>[2]) =>
      town.office.roster.push(onRoster(changed(member, instantOf(nights.clock.now() - MINUTE), traits))),
    /** The same in a row that leaves the number out. */
    consentUnnumbered: ({ content: { memberId }, sealed: { name } }: typeof people.silent) =>
      town.office.roster.push(
        normaliseMember({ memberId, name, consents: CONSENT_TO_ALL, updatedAt: instantOf(nights.clock.now() - MINUTE) }),
      ),
    feedReadings: () => town.questions.filter(({ dataset }) => dataset === 'members').length,
  };
};

describe('the member feed is read on before anybody is said to be nobody', () => {
  it('a consent ticked a minute ago counts: what it opens has still to be read', async () => {
    const { desk, silent, tell } = await afterNight();
    expect((await desk.ask(silent)).outcome).toBe('not-found');
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    const answer = await desk.ask(silent);
    expect(answer.outcome).toBe('unavailable');
    expect(answer.sources.map(({ status }) => status)).toEqual(['stale', 'stale', 'stale']);
    expect(resultOf(answer, 'medical-insurance')).toBe('unknown');
  });

  it('so does one in a row that leaves the number out: it is the one that the night has', async () => {
    const { desk, silent, consentUnnumbered } = await afterNight();
    expect((await desk.ask(silent)).outcome).toBe('not-found');
    consentUnnumbered(silent);
    expect((await desk.ask(silent)).outcome).toBe('unavailable');
  });

  it.each([
    { given: 'read before', readBetween: true },
    { given: 'on the same page', readBetween: false },
  ])('or the one of a row $given, where the roster has corrected it or told of the member since', async ({ readBetween }) => {
    const { desk, silent, tell, consentUnnumbered } = await afterNight();
    const corrected = { ...silent, sealed: { ...silent.sealed, idNumber: idNumberOf(31) } };
    const newcomer = aMember(70, { content: { consents: [] } });
    for (const member of [corrected, newcomer]) tell(member, {});
    if (readBetween) await desk.ask(STRANGER);
    for (const member of [corrected, newcomer]) consentUnnumbered(member);
    const outcomes = [await desk.ask(corrected), await desk.ask(newcomer), await desk.ask(silent)].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['unavailable', 'unavailable', 'not-found']);
  });

  it('one without a number, of somebody whom the roster has never told of, is nobody’s', async () => {
    const { desk, consentUnnumbered } = await afterNight();
    const newcomer = aMember(70);
    consentUnnumbered(newcomer);
    expect(tellingOf(await desk.ask(newcomer))).toEqual(tellingOf(await desk.ask(STRANGER)));
  });

  it('and live, the authorities are asked about them', async () => {
    const { desk, silent, tell } = await afterNight();
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    const answer = await desk.ask(silent, { freshness: 'live' });
    expect(answer.sources.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('a member who joined a minute ago is one', async () => {
    const { desk, tell } = await afterNight();
    const newcomer = aMember(70);
    tell(newcomer, {});
    expect((await desk.ask(newcomer)).outcome).toBe('unavailable');
    expect((await desk.ask(newcomer, { freshness: 'live' })).outcome).not.toBe('not-found');
  });

  it('an agreement to one more purpose needs no second reading of what was read for another', async () => {
    const people = settleTown();
    const [screening] = CONSENT_TO_ALL;
    const member = aMember(71, { content: { consents: screening === undefined ? [] : [screening] } });
    people.town.office.roster.push(onRoster(member));
    insure(people.town, member, { at: LONG_AGO });
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    people.town.office.roster.push(onRoster(changed(member, nights.context.clock(), { content: { consents: CONSENT_TO_ALL } })));
    const answer = await deskOn(nights.context).ask(member, { purpose: 'mutual-aid-claim', checks: ['medical-insurance'] });
    expect([answer.outcome, statusOf(answer, 'medical-insurance')]).toEqual(['match', 'cached']);
  });

  it('once read, news of a withdrawn consent and of a member who left count as well', async () => {
    const { desk, ordinary, courier, silent, tell } = await afterNight();
    tell(ordinary, { content: { consents: [] } });
    tell(courier, { content: { leftOn: day('2026-11-02') } });
    await desk.ask(silent);
    const nobody = tellingOf(await desk.ask(STRANGER));
    expect(tellingOf(await desk.ask(ordinary))).toEqual(nobody);
    expect(tellingOf(await desk.ask(courier))).toEqual(nobody);
  });

  it('a row that says it was changed in the future stands over none that really comes later, nor does one told late', async () => {
    const { desk, ordinary, silent, nights, town } = await afterNight();
    const consented = (minutes: number, consents: typeof CONSENT_TO_ALL) =>
      town.office.roster.push(onRoster(changed(silent, instantOf(nights.clock.now() + minutes * MINUTE), { content: { consents } })));
    consented(100_000, CONSENT_TO_ALL);
    expect((await desk.ask(silent)).outcome).toBe('unavailable');
    consented(-1, []);
    consented(-2, CONSENT_TO_ALL);
    await desk.ask(STRANGER);
    expect(tellingOf(await desk.ask(silent))).toEqual(tellingOf(await desk.ask(STRANGER)));
    expect((await desk.ask(ordinary)).outcome).not.toBe('not-found');
  });

  it('a name corrected since the night is compared with the sources’ own copies, before and after the next night alike', async () => {
    const people = settleTown();
    const { silent } = people;
    const misspelt = aMember(74, { sealed: { name: '周试错' } });
    const correct = { ...misspelt, sealed: { ...misspelt.sealed, name: '周新明' } };
    people.town.office.roster.push(onRoster(misspelt));
    insure(people.town, correct, { at: LONG_AGO });
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    nights.clock.forward(60 * MINUTE);
    people.town.office.roster.push(onRoster(changed(misspelt, nights.context.clock(), { sealed: { name: '周新明' } })));
    await desk.ask(silent);
    const identityOf = async (member: typeof misspelt) => {
      const { checks } = await desk.ask(member);
      return checks[0]?.sources.find(({ source }) => source === 'medical-insurance')?.result;
    };
    const morning = [await identityOf(correct), await identityOf(misspelt)];
    await nights.reconcile(day('2026-11-02'));
    const later = [await identityOf(correct), await identityOf(misspelt)];
    expect(morning).toEqual(['match', 'mismatch']);
    expect(later).toEqual(['match', 'mismatch']);
  });

  it('an older row that comes late changes nothing', async () => {
    const { desk, town, silent, ordinary } = await afterNight();
    town.office.roster.push(onRoster(changed(ordinary, LONG_AGO, { content: { consents: [] } })));
    await desk.ask(silent);
    expect((await desk.ask(ordinary)).outcome).not.toBe('not-found');
  });

  it('a known member with a consent needs no reading', async () => {
    const { desk, ordinary, feedReadings } = await afterNight();
    const before = feedReadings();
    await desk.ask(ordinary);
    await desk.ask(ordinary, { freshness: 'live' });
    expect(feedReadings()).toBe(before);
  });

  it('callers at the same moment share the reading', async () => {
    const { desk, silent, feedReadings } = await afterNight();
    const before = feedReadings();
    const strangers = Array.from({ length: 20 }, (_, index) => aMember(800 + index));
    await Promise.all([...strangers, silent].map((member, index) => desk.ask(member, {}, askerNamed(`client-${index}`))));
    // One is under way when most of them come; those who come while it is being read share the next.
    expect(feedReadings() - before).toBeLessThan(strangers.length / 2);
  });
});

describe('reading on', () => {
  /** What the feed was asked since the ledger stood there, the oldest first, with how many members' rows came. */
  const queriesSince = async ({ seq }: Head, { pool }: Context) => {
    const { rows } = await pool.query(
      `select actor, sources, outcome, subjects, particulars from ledger_entry
        where seq > $1 and act = 'upstream-query' and sources = '{aid-system}' order by seq`,
      [seq],
    );
    return rows;
  };
  const query = { actor: 'machine:live', sources: ['aid-system'], outcome: 'done' };

  it('is on record with whose rows came, before anything of it is used; a reading without rows names nobody', async () => {
    const { desk, nights, silent, tell } = await afterNight();
    const { context } = nights;
    const first = await ledgerHead(context.pool);
    await desk.ask(STRANGER);
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    const before = await ledgerHead(context.pool);
    await desk.ask(silent);
    expect(await queriesSince(first, context)).toEqual([
      { ...query, subjects: 0, particulars: { dataset: 'members', rows: 0 } },
      { ...query, subjects: 1, particulars: { dataset: 'members', rows: 1 } },
    ]);
    const subject = context.ledger.subjectOf(context.lookup.digest('identity-number', silent.sealed.idNumber));
    const looks = await looksAt(context.pool, { subject, before: null, limit: 10 });
    expect(looks.filter(({ seq }) => seq > before.seq).map(({ act }) => act)).toEqual(['verify-identity', 'upstream-query']);
  });

  it('names whom a row without a number is about', async () => {
    const { desk, nights, silent, consentUnnumbered } = await afterNight();
    const before = await ledgerHead(nights.context.pool);
    consentUnnumbered(silent);
    consentUnnumbered(aMember(70));
    await desk.ask(silent);
    expect(await queriesSince(before, nights.context)).toEqual([{ ...query, subjects: 1, particulars: { dataset: 'members', rows: 2 } }]);
  });

  it('that the ledger does not take is not used', async () => {
    const { nights, silent, tell } = await afterNight();
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    const record = () => Promise.reject(new Fault('busy', { code: 'ledger-unwritten', detail: 'No room.' }));
    const desk = deskOn({ ...nights.context, ledger: { ...nights.context.ledger, record } });
    const live = await desk.ask(silent, { freshness: 'live' });
    expect(live).toMatchObject({
      outcome: 'unavailable',
      checks: expect.arrayContaining([expect.objectContaining({ result: 'unknown' })]),
    });
    expect(live.sources.map(({ status }) => status)).not.toContain('ok');
  });

  it('that comes to nothing is on record as well', async () => {
    const { desk, nights, town } = await afterNight();
    const before = await ledgerHead(nights.context.pool);
    town.troubles.members = () => new Fault('busy', { code: 'gone', detail: 'It does not answer.' });
    await desk.ask(STRANGER);
    expect(await queriesSince(before, nights.context)).toEqual([
      { ...query, outcome: 'failed', subjects: 0, particulars: { dataset: 'members', rows: 0 } },
    ]);
  });
});

describe('a feed that cannot be read', () => {
  it.each([
    { how: 'down', trouble: () => new Fault('busy', { code: 'gone', detail: 'It does not answer.' }) },
    { how: 'stalled', trouble: () => new Promise<null>(() => undefined) },
  ])('$how: nobody is said to be nobody, members and strangers alike', async ({ trouble }) => {
    const { desk, town, silent, ordinary } = await afterNight({ liveDeadlineMs: 300 });
    town.troubles.members = trouble;
    const told = tellingOf(await desk.ask(STRANGER));
    expect(told).toMatchObject({ outcome: 'unavailable' });
    expect(tellingOf(await desk.ask(silent))).toEqual(told);
    expect((await desk.ask(ordinary)).outcome).toBe('partial');
  });

  it('is read on when it comes back', async () => {
    const { desk, town, silent, tell } = await afterNight();
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    town.troubles.members = ({ nth }) => (nth % 2 === 0 ? new Fault('busy', { code: 'gone', detail: 'It does not answer.' }) : null);
    const answers = [await desk.ask(silent), await desk.ask(silent)].map((answer) => statusOf(answer, 'civil-affairs'));
    expect(answers).toContain('stale');
  });
});

describe('a night in between', () => {
  it('what the night has read is the night’s, and the feed is read on from where it ended', async () => {
    const { desk, nights, silent, tell, town } = await afterNight();
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    expect((await desk.ask(silent)).outcome).toBe('unavailable');
    await nights.reconcile(day('2026-11-02'));
    const read = await desk.ask(silent, { checks: ['medical-insurance'] });
    expect(read.outcome).toBe('match');
    const before = town.questions.length;
    await desk.ask(STRANGER);
    const [cursor] = town.questions.slice(before).map(({ request }) => (request as { readonly cursor: string | null }).cursor);
    expect(cursor).toBe(String(town.office.roster.length));
  });

  it('the night’s news of somebody who withdrew since is not outdone by what was read in the morning', async () => {
    const { desk, nights, silent, tell } = await afterNight();
    tell(silent, { content: { consents: CONSENT_TO_ALL } });
    await desk.ask(silent);
    nights.clock.forward(10 * MINUTE);
    tell(silent, { content: { consents: [] } });
    await nights.reconcile(day('2026-11-02'));
    expect((await desk.ask(silent)).outcome).toBe('not-found');
  });
});
