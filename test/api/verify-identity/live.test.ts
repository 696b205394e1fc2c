import { describe, expect, it } from 'vitest';
import { UNKNOWN_PERSON } from '../../../connectors/civil-affairs/normalise-check.ts';
import { liveAnswerOf } from '../../../connectors/social-security/check.ts';
import type { Grade } from '../../../src/domain/grade.ts';
import { DAY, SECOND, startOf } from '../../../src/domain/period.ts';
import { Fault } from '../../../src/faults.ts';
import type { Check } from '../../../src/pipeline/3-verify/types.ts';
import { type AuthorityClient, type LiveAnswer, NO_DICTIONARY, type Subject } from '../../../src/upstream/connector.ts';
import { aRow, type WireRow } from '../../support/connectors.ts';
import { aContribution, aDeath, aDibao, aFamily, anInsurance, aParticipation, aPerson, day, month } from '../../support/dossiers.ts';
import { nightsOfThisFile, until } from '../../support/nights.ts';
import { aMember, enrol, settleTown, statedBy } from '../../support/nights-town.ts';
import { type Asking, answering, askerNamed, deskOn, resultOf, statusOf } from '../../support/verifications.ts';

const start = nightsOfThisFile();
const NIGHT = day('2026-11-01');
type Asks = Parameters<typeof answering>[1];

const drafts = (...rows: readonly WireRow[]): LiveAnswer['drafts'] => rows.flatMap(({ read }) => (read.ok ? [read.draft] : []));
const nobody =
  (settles: LiveAnswer['settles']): AuthorityClient['ask'] =>
  async () => ({ held: false, graded: null, drafts: [], settles });

const afterNight = async (asks: Asks = {}, settings: Parameters<typeof deskOn>[1] = {}) => {
  const people = settleTown();
  const nights = start(answering(people.town, asks));
  await nights.reconcile(NIGHT);
  return { ...people, nights, desk: deskOn(nights.context, settings) };
};

describe('asked while somebody waits', () => {
  it('what an authority says now takes the place of what it said at night', async () => {
    const at = startOf(NIGHT);
    const died = ({ idNumber, name }: Subject): LiveAnswer => ({
      held: true,
      graded: null,
      drafts: drafts(aRow(idNumber, aDeath({ diedOn: day('2026-11-01') }, { recordKey: 'd' }), { at, stated: { name } })),
      settles: ['death', 'assistance'],
    });
    const { desk, poor } = await afterNight({ 'civil-affairs': async (subject) => died(subject) });
    const cached = await desk.ask(poor);
    const live = await desk.ask(poor, { freshness: 'live' });
    expect([resultOf(cached, 'living'), resultOf(cached, 'assistance-status')]).toEqual(['match', 'match']);
    expect([resultOf(live, 'living'), statusOf(live, 'civil-affairs')]).toEqual(['mismatch', 'ok']);
    expect(live.sources.find(({ source }) => source === 'civil-affairs')?.asOf).not.toBe(cached.sources[0]?.asOf);
  });

  it('what it no longer holds is not held, and nothing of it is stored', async () => {
    const { desk, ordinary, nights } = await afterNight({ 'medical-insurance': nobody(['person']) });
    const live = await desk.ask(ordinary, { freshness: 'live', checks: ['medical-insurance'] });
    expect(resultOf(live, 'medical-insurance')).toBe('not-held');
    expect(resultOf(await desk.ask(ordinary, { checks: ['medical-insurance'] }), 'medical-insurance')).toBe('match');
    expect(await nights.readingOf(ordinary.content.memberId, 'person')).toBe('read');
  });

  it('each authority is asked under the roster’s name, whatever the caller calls the person, and the live name is compared with both', async () => {
    const names: string[] = [];
    const insuredAs =
      (name: string): AuthorityClient['ask'] =>
      async (subject) => {
        names.push(subject.name);
        const row = aRow(subject.idNumber, aPerson({ insurances: [anInsurance()] }, { recordKey: 'person', sealed: { personNo: '1' } }), {
          at: startOf(NIGHT),
          stated: { name },
        });
        return { held: true, graded: null, drafts: drafts(row), settles: ['person'] };
      };
    const { desk, ordinary } = await afterNight({ 'medical-insurance': insuredAs('周新名') });
    const answer = await desk.ask(ordinary, { freshness: 'live', name: '周新名' });
    expect(names).toEqual([ordinary.sealed.name]);
    const said = answer.checks.find(({ check }) => check === 'identity')?.sources;
    expect(said?.find(({ source }) => source === 'medical-insurance')?.result).toBe('match');
  });

  it('an authority that the member does not let us ask is not asked', async () => {
    const asked: string[] = [];
    const note =
      (source: string): AuthorityClient['ask'] =>
      async () => {
        asked.push(source);
        return { held: false, graded: null, drafts: [], settles: [] };
      };
    const people = settleTown();
    const member = aMember(8, {
      content: { consents: aMember(8).content.consents.map((consent) => ({ ...consent, sources: ['social-security'] })) },
    });
    enrol(people.town, member);
    const nights = start(
      answering(people.town, { 'civil-affairs': note('civil'), 'medical-insurance': note('medical'), 'social-security': note('social') }),
    );
    await nights.reconcile(NIGHT);
    const answer = await deskOn(nights.context).ask(member, { freshness: 'live' });
    expect(asked).toEqual(['social']);
    expect(answer.sources.map(({ status }) => status)).toEqual(['withheld', 'withheld', 'ok']);
  });

  it('two callers at once are one question to each authority', async () => {
    const asked = { slow: 0, quick: 0 };
    const { promise, resolve } = Promise.withResolvers<LiveAnswer>();
    const nothing: LiveAnswer = { held: false, graded: null, drafts: [], settles: [] };
    const { desk, ordinary } = await afterNight({
      'social-security': () => {
        asked.slow += 1;
        return promise;
      },
      'civil-affairs': async () => {
        asked.quick += 1;
        return nothing;
      },
    });
    const one = desk.ask(ordinary, { freshness: 'live' }, askerNamed('one'));
    await until(async () => asked.quick === 1);
    const two = desk.ask(ordinary, { freshness: 'live', purpose: 'mutual-aid-claim' }, askerNamed('two'));
    await until(async () => asked.quick === 2);
    resolve(nothing);
    expect((await one).verificationId).not.toBe((await two).verificationId);
    expect(asked.slow).toBe(1);
    await desk.ask(ordinary, { freshness: 'live' }, askerNamed('one'));
    expect(asked.slow).toBe(2);
  });

  it('whoever joins a question under way is told how long they waited themselves', async () => {
    const { promise, resolve } = Promise.withResolvers<LiveAnswer>();
    let asked = 0;
    const { desk, ordinary, nights } = await afterNight({
      'social-security': () => promise,
      'civil-affairs': async () => {
        asked += 1;
        return { held: false, graded: null, drafts: [], settles: [] };
      },
    });
    const one = desk.ask(ordinary, { freshness: 'live' }, askerNamed('one'));
    await until(async () => asked === 1);
    nights.clock.forward(2 * SECOND);
    const two = desk.ask(ordinary, { freshness: 'live' }, askerNamed('two'));
    await until(async () => asked === 2);
    nights.clock.forward(SECOND);
    resolve({ held: false, graded: null, drafts: [], settles: [] });
    expect((await Promise.all([one, two])).map(({ sources }) => sources[2]?.latencyMs)).toEqual([3_000, 1_000]);
  });
});

const refusing: AuthorityClient['ask'] = async () => {
  throw new Fault('broken', { code: 'refused', detail: 'The call was refused.' });
};
const gone: AuthorityClient['ask'] = async () => {
  throw new Fault('busy', { code: 'circuit-open', detail: 'It does not answer.' });
};
const stalled: AuthorityClient['ask'] = () => new Promise(() => undefined);

describe('an authority that grades names itself', () => {
  const graded =
    (name: 'equal' | 'different'): AuthorityClient['ask'] =>
    async ({ idNumber }) => ({
      held: true,
      graded: { idNumber: 'equal', name },
      drafts: drafts(aRow(idNumber, aParticipation({}, { recordKey: 'check' }), { at: startOf(NIGHT) })),
      settles: ['participation'],
    });
  const identityAt = async (
    name: string,
    { registered = name, asked = name }: { readonly registered?: string; readonly asked?: string },
  ) => {
    const people = settleTown();
    const member = aMember(73, { sealed: { name } });
    enrol(people.town, member);
    people.town.rows.participation.push(
      aRow(member.sealed.idNumber, aParticipation({}, { recordKey: 'p' }), { at: startOf(NIGHT), stated: { name: registered } }),
    );
    const nights = start(answering(people.town, { 'social-security': graded('different') }));
    await nights.reconcile(NIGHT);
    const answer = await deskOn(nights.context).ask(member, { freshness: 'live', name: asked });
    return answer.checks[0]?.sources.find(({ source }) => source === 'social-security')?.result;
  };

  it.each([
    { says: 'its no is a no', name: '陈国伟', want: 'mismatch' },
    { says: 'but not of a name that can be written in several ways', name: '陳國偉', registered: '陈国伟', want: 'match' },
    { says: 'where what it has is another name all the same', name: '陳國偉', registered: '林志明', want: 'mismatch' },
    { says: 'and the caller may know what it has', name: '陈国伟', registered: '林志明', asked: '林志明', want: 'match' },
  ])('$says: $name', async ({ name, want, ...traits }) => {
    expect(await identityAt(name, traits)).toBe(want);
  });
});

describe('an authority that grades whom it knows, and tells of no insurance', () => {
  const at = startOf(NIGHT);
  const identityBy = async ({ name, settles, stored }: { name: Grade; settles: LiveAnswer['settles']; stored: string | null }) => {
    const people = settleTown();
    const member = aMember(75);
    enrol(people.town, member);
    if (stored !== null)
      people.town.rows.participation.push(
        aRow(member.sealed.idNumber, aParticipation({}, { recordKey: 'p' }), { at, stated: { name: stored } }),
      );
    const answer: LiveAnswer = { held: true, graded: { idNumber: 'equal', name }, drafts: [], settles };
    const nights = start(answering(people.town, { 'social-security': async () => answer }));
    await nights.reconcile(NIGHT);
    const { checks } = await deskOn(nights.context).ask(member, { freshness: 'live', checks: ['identity', 'employment-insurance'] });
    const said = checks.flatMap(({ check, sources }) =>
      sources.filter(({ source }) => source === 'social-security').map(({ result }) => [check, result]),
    );
    const { identity, 'employment-insurance': employment } = Object.fromEntries(said);
    return [identity, employment];
  };
  const [NONE, NOT_SAID] = [['participation'], []] as const satisfies readonly LiveAnswer['settles'][];
  const [OWN, ANOTHERS] = [aMember(75).sealed.name, '林志明'];

  /** Identity, and the employment that a post without contributions makes likely; whoever is somebody else is told of nothing more. */
  it.each([
    { says: 'knows the name of somebody in no insurance', name: 'equal', settles: NONE, stored: null, want: ['match', 'not-held'] },
    { says: 'knows another name of them', name: 'different', settles: NONE, stored: null, want: ['mismatch', undefined] },
    { says: 'does not say what it thinks of the name', name: 'not-stated', settles: NONE, stored: null, want: ['unknown', 'not-held'] },
    { says: 'and has corrected its copy since', name: 'equal', settles: NOT_SAID, stored: ANOTHERS, want: ['match', 'similar'] },
    { says: 'and knows them by another name now', name: 'different', settles: NOT_SAID, stored: OWN, want: ['mismatch', undefined] },
    {
      says: 'or says nothing at all: what is stored stands',
      name: 'not-stated',
      settles: NOT_SAID,
      stored: OWN,
      want: ['match', 'similar'],
    },
  ] as const)('$says', async ({ want, ...given }) => {
    expect(await identityBy(given)).toEqual(want);
  });
});

describe('civil affairs, which grades whom it knows, and tells of no assistance', () => {
  const [OWN, ANOTHERS] = [aMember(75).sealed.name, '林志明'];

  it.each([
    { says: 'knows the name of somebody of whom it holds no record', name: 'equal', stored: null, want: 'match' },
    { says: 'knows another name of them', name: 'different', stored: null, want: 'mismatch' },
    { says: 'has corrected its copy since', name: 'equal', stored: ANOTHERS, want: 'match' },
    { says: 'knows them by another name now', name: 'different', stored: OWN, want: 'mismatch' },
    { says: 'says nothing of the name: what is stored stands', name: 'not-stated', stored: OWN, want: 'match' },
    { says: 'answers about another number: what is stored stands', name: 'different', idNumber: 'different', stored: OWN, want: 'match' },
  ] as const)('$says', async ({ name, stored, want, ...given }) => {
    const people = settleTown();
    const member = aMember(75);
    enrol(people.town, member);
    const at = startOf(NIGHT);
    if (stored !== null)
      people.town.rows.family.push(aRow(member.sealed.idNumber, aFamily({}, { recordKey: 'household' }), { at, stated: { name: stored } }));
    const graded = { idNumber: 'idNumber' in given ? given.idNumber : 'equal', name } as const;
    const settles: LiveAnswer['settles'] = graded.idNumber === 'equal' ? ['death'] : [];
    const nights = start(answering(people.town, { 'civil-affairs': async () => ({ held: true, graded, drafts: [], settles }) }));
    await nights.reconcile(NIGHT);
    const { checks } = await deskOn(nights.context).ask(member, { freshness: 'live', checks: ['identity'] });
    const said = checks.flatMap(({ sources }) => sources.filter(({ source }) => source === 'civil-affairs').map(({ result }) => result));
    expect(said).toEqual([want]);
  });
});

describe('a check that does not state who is on assistance', () => {
  it.each([
    { says: 'leaves what the night read of it', now: [{}], want: 'match' },
    { says: 'leaves it no longer than the insurance it stood with', now: [], want: 'not-held' },
    { says: 'nor where that has ended', now: [{ payment: 'ended' as const }], want: 'unknown' },
    { says: 'nor beside another insurance', now: [{ insurance: 'unemployment' as const }], want: 'unknown' },
  ])('$says', async ({ now, want }) => {
    const people = settleTown();
    const member = aMember(74);
    enrol(people.town, member);
    const { idNumber } = member.sealed;
    const [at, stated] = [startOf(NIGHT), statedBy(member)];
    const row = aRow(idNumber, aParticipation({ assistanceRecipient: 'yes' }, { recordKey: 'p' }), { at, stated });
    people.town.rows.participation.push(row);
    const check = now.map((content) => aRow(idNumber, aParticipation(content, { recordKey: 'check' }), { at, stated }));
    const nights = start(
      answering(people.town, {
        'social-security': async () => ({ held: true, graded: null, drafts: drafts(...check), settles: ['participation'] }),
      }),
    );
    await nights.reconcile(NIGHT);
    const live = await deskOn(nights.context).ask(member, { freshness: 'live', checks: ['assistance-status'] });
    const said = live.checks.find(({ check: one }) => one === 'assistance-status')?.sources;
    expect(said?.find(({ source }) => source === 'social-security')?.result).toBe(want);
  });
});

describe('a check by social security that leaves a field out', () => {
  const member = aMember(76);
  const { idNumber, name, employerName } = member.sealed;
  const SAID = ['identity', 'employer', 'employment-insurance'] as const satisfies readonly Check[];
  const CHECKED = { AAC002_PPDDM: '1', AAC003_PPDDM: '1', AAC031: '1', AAB004: employerName, AAE140: ['110'], AAE418: '20261101080000' };
  const OWN = { name, employer: { name: employerName, uscc: null } };
  const row = (content: Parameters<typeof aParticipation>[0] = {}, { stated = {}, ...traits }: Partial<Parameters<typeof aRow>[2]> = {}) =>
    aRow(idNumber, aParticipation(content, { recordKey: `p-${JSON.stringify([content, stated])}` }), {
      at: startOf(NIGHT),
      stated: { ...OWN, ...stated },
      ...traits,
    });

  /** What social security is told to have said in the night, and now. */
  const beforeAndAfter = async (rows: readonly WireRow[], says: object, age: Pick<Asking, 'maxAgeSeconds'> = {}) => {
    const people = settleTown();
    enrol(people.town, member);
    people.town.rows.participation.push(...rows);
    const ask: AuthorityClient['ask'] = async (subject) => liveAnswerOf({ ...CHECKED, ...says }, subject, NO_DICTIONARY);
    const nights = start(answering(people.town, { 'social-security': ask }));
    await nights.reconcile(NIGHT);
    const said = async (asking: Asking) => {
      const { checks } = await deskOn(nights.context).ask(member, { checks: [...SAID], ...asking });
      const ofBureau = SAID.map((check) => checks.find((one) => one.check === check)?.sources);
      return ofBureau.map((sources) => sources?.find(({ source }) => source === 'social-security')?.result);
    };
    return { cached: await said({ freshness: 'cached' }), live: await said({ freshness: 'live', ...age }) };
  };

  /** Identity, employer, and the employment that a post without contributions makes likely; of somebody else no more than that is told. */
  const AS_READ = ['match', 'match', 'similar'];
  const ANOTHERS = { name: '林志明' };
  const OF_ANOTHER_COMPANY = { employer: { name: '深圳别处物流有限公司', uscc: null } };

  it.each([
    { out: 'its grade of the name', rows: [row()], says: { AAC003_PPDDM: null }, want: AS_READ },
    {
      out: 'its grade of a name that it had otherwise',
      rows: [row({}, { stated: ANOTHERS })],
      says: { AAC003_PPDDM: '' },
      want: ['mismatch', undefined, undefined],
    },
    {
      out: 'its grade of a name that it had beside another birth date',
      rows: [row({}, { stated: { birthDate: day('1999-12-31') } })],
      says: { AAC003_PPDDM: undefined },
      want: ['similar', 'match', 'similar'],
    },
    {
      out: 'its grade of a name that an earlier employer had otherwise',
      rows: [row({ payment: 'ended', to: day('2020-01-01') }, { stated: ANOTHERS }), row()],
      says: { AAC003_PPDDM: null },
      want: AS_READ,
    },
    {
      out: 'its grade of a name that it had both ways',
      rows: [row({}, { stated: ANOTHERS }), row()],
      says: { AAC003_PPDDM: null },
      want: ['mismatch', undefined, undefined],
    },
    { out: 'the employer', rows: [row()], says: { AAB004: '' }, want: AS_READ },
    { out: 'which of two employers', rows: [row({}, { stated: OF_ANOTHER_COMPANY }), row()], says: { AAB004: null }, want: AS_READ },
    { out: 'whether the person pays', rows: [row()], says: { AAC031: null }, want: AS_READ },
    {
      out: 'whether a person pays who had paused',
      rows: [row({ payment: 'paused' })],
      says: { AAC031: null },
      want: ['match', 'not-held', 'mismatch'],
    },
    { out: 'all of these', rows: [row()], says: { AAC003_PPDDM: null, AAB004: null, AAC031: null }, want: AS_READ },
  ])('says what the cached door says: $out', async ({ rows, says, want }) => {
    const { cached, live } = await beforeAndAfter(rows, says);
    expect([cached, live]).toEqual([want, want]);
  });

  it.each([
    { out: 'by a grade without meaning', rows: [row()], says: { AAC003_PPDDM: '9' }, want: ['unknown', 'match', 'similar'] },
    { out: 'by a payment without meaning', rows: [row()], says: { AAC031: '9' }, want: ['match', 'match', 'unknown'] },
    { out: 'but says that there is no employer', rows: [row()], says: { AAB004: '无' }, want: ['match', 'unknown', 'similar'] },
    {
      out: 'of another insurance than was read',
      rows: [row()],
      says: { AAB004: null, AAC031: null, AAE140: ['210'] },
      want: ['match', 'unknown', 'unknown'],
    },
    {
      out: 'of an insurance that nobody here can name',
      rows: [row({ insurance: 'unknown' })],
      says: { AAB004: null, AAE140: ['170'] },
      want: ['match', 'unknown', 'unknown'],
    },
    {
      out: 'of an employment that had ended',
      rows: [row({ payment: 'ended', to: day('2020-01-01') })],
      says: { AAB004: null, AAC031: null },
      want: ['match', 'unknown', 'unknown'],
    },
  ])('is lent nothing where it leaves nothing out, or nothing was read of the same: $out', async ({ rows, says, want }) => {
    expect((await beforeAndAfter(rows, says)).live).toEqual(want);
  });

  it('is lent nothing that was read longer ago than is asked for', async () => {
    const nothing = { AAC003_PPDDM: null, AAB004: null, AAC031: null };
    expect((await beforeAndAfter([row()], nothing, { maxAgeSeconds: 0 })).live).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('knows whom it knew also where it tells of no insurance any more', async () => {
    const { live } = await beforeAndAfter([row()], { AAC003_PPDDM: null, AAE140: [] });
    expect(live).toEqual(['match', 'not-held', 'not-held']);
  });
});

describe('a check by social security that lags behind its feed', () => {
  const member = aMember(77);
  const CHECKED = { AAC002_PPDDM: '1', AAC003_PPDDM: '1', AAC031: '1', AAE140: ['110'], AAE418: '20261030080000' };
  const ENDED = { payment: 'ended', to: day('2026-10-30') } as const;

  it.each([
    { says: 'leaves an end that was read', row: ENDED, at: startOf(NIGHT), check: {}, want: ['match', 'mismatch'] },
    { says: 'leaves a beginning that was read', row: {}, at: startOf(NIGHT), check: { AAC031: '3' }, want: ['match', 'similar'] },
    { says: 'unless it changed since', row: ENDED, at: startOf(day('2026-10-30')), check: {}, want: ['match', 'similar'] },
    { says: 'or does not say when it changed', row: ENDED, at: startOf(NIGHT), check: { AAE418: null }, want: ['match', 'similar'] },
    {
      says: 'and its word on the name all the same',
      row: {},
      at: startOf(NIGHT),
      check: { AAC003_PPDDM: '4' },
      want: ['mismatch', undefined],
    },
  ])('$says', async ({ row, at, check, want }) => {
    const people = settleTown();
    enrol(people.town, member);
    people.town.rows.participation.push(
      aRow(member.sealed.idNumber, aParticipation(row, { recordKey: 'p' }), { at, stated: statedBy(member) }),
    );
    const ask: AuthorityClient['ask'] = async (subject) => liveAnswerOf({ ...CHECKED, ...check }, subject, NO_DICTIONARY);
    const nights = start(answering(people.town, { 'social-security': ask }));
    await nights.reconcile(NIGHT);
    const { checks } = await deskOn(nights.context).ask(member, { freshness: 'live', checks: ['identity', 'employment-insurance'] });
    const told = (wanted: Check) =>
      checks.find((one) => one.check === wanted)?.sources.find(({ source }) => source === 'social-security')?.result;
    expect([told('identity'), told('employment-insurance')]).toEqual(want);
  });
});

describe('what is over', () => {
  it('stands beside what an authority says of now: assistance that was stopped, employment that ended, the day of a death', async () => {
    const people = settleTown();
    const member = aMember(72);
    const at = startOf(NIGHT);
    const stated = statedBy(member);
    const { idNumber } = member.sealed;
    enrol(people.town, member);
    people.town.rows.assistance.push(aRow(idNumber, aDibao({ stoppedOn: day('2026-09-01') }, { recordKey: 'a' }), { at, stated }));
    people.town.rows.participation.push(
      aRow(idNumber, aParticipation({ payment: 'ended', to: day('2026-09-01') }, { recordKey: 'p' }), { at, stated }),
    );
    people.town.rows.death.push(aRow(idNumber, aDeath({ diedOn: day('2026-08-01') }, { recordKey: 'd' }), { at, stated }));
    people.town.rows.contributions.push(aRow(idNumber, aContribution({ month: month('2026-10') }, { recordKey: 'c' }), { at }));
    const dead = aRow(idNumber, aDeath({ diedOn: null }, { recordKey: 'check' }), { at, stated });
    const nights = start(
      answering(people.town, {
        'civil-affairs': async () => ({ held: true, graded: null, drafts: drafts(dead), settles: ['assistance', 'death'] }),
        'social-security': async () => ({ held: true, graded: null, drafts: [], settles: ['participation'] }),
      }),
    );
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    const results = async (freshness: 'cached' | 'live') =>
      ['living', 'assistance-status', 'employment-insurance'].map(async (check) =>
        resultOf(await desk.ask(member, { freshness }), check as 'living'),
      );
    expect(await Promise.all(await results('live'))).toEqual(['unknown', 'mismatch', 'mismatch']);
    expect(await Promise.all(await results('cached'))).toEqual(['unknown', 'mismatch', 'mismatch']);
  });

  it('of a death under another’s name stands in for none that is confirmed now', async () => {
    const people = settleTown();
    const member = aMember(72);
    const at = startOf(NIGHT);
    const { idNumber } = member.sealed;
    enrol(people.town, member);
    const anothers = aDeath({ diedOn: day('2026-08-01') }, { recordKey: 'd' });
    people.town.rows.death.push(aRow(idNumber, anothers, { at, stated: { ...statedBy(member), name: '欧阳别人' } }));
    const dead = aRow(idNumber, aDeath({ diedOn: null }, { recordKey: 'check' }), { at, stated: statedBy(member) });
    const nights = start(
      answering(people.town, {
        'civil-affairs': async () => ({ held: true, graded: null, drafts: drafts(dead), settles: ['assistance', 'death'] }),
      }),
    );
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    expect(resultOf(await desk.ask(member, { freshness: 'cached' }), 'living')).not.toBe('mismatch');
    expect(resultOf(await desk.ask(member, { freshness: 'live' }), 'living')).toBe('mismatch');
  });
});

describe('civil affairs, answering without a row', () => {
  const statesNothing: AuthorityClient['ask'] = async () => UNKNOWN_PERSON;
  const SAID: readonly Check[] = ['living', 'assistance-status'];
  /** What civil affairs is told to have said in the night, of whom it then had these rows, and now. */
  const beforeAndAfter = async (rows: {
    readonly assistance?: Parameters<typeof aDibao>[0];
    readonly death?: Parameters<typeof aDeath>[0];
  }) => {
    const people = settleTown();
    const member = aMember(75);
    const { idNumber } = member.sealed;
    const traits = { at: startOf(NIGHT), stated: statedBy(member) };
    enrol(people.town, member);
    if (rows.assistance) people.town.rows.assistance.push(aRow(idNumber, aDibao(rows.assistance, { recordKey: 'a' }), traits));
    if (rows.death) people.town.rows.death.push(aRow(idNumber, aDeath(rows.death, { recordKey: 'd' }), traits));
    const nights = start(answering(people.town, { 'civil-affairs': statesNothing }));
    await nights.reconcile(NIGHT);
    nights.clock.forward(SECOND);
    const desk = deskOn(nights.context);
    const said = async (freshness: 'cached' | 'live', age: Pick<Asking, 'maxAgeSeconds'> = {}) => {
      const { checks } = await desk.ask(member, { freshness, checks: [...SAID], ...age });
      return SAID.map((check) => checks.find((one) => one.check === check)?.sources.find(({ source }) => source === 'civil-affairs'));
    };
    return { cached: await said('cached'), live: await said('live'), tooOld: await said('live', { maxAgeSeconds: 0 }) };
  };

  it.each([
    { held: 'a death', rows: { death: { diedOn: day('2026-08-01') } }, wants: ['mismatch', 'not-held'], stands: 0 },
    { held: '低保', rows: { assistance: {} }, wants: ['match', 'match'], stands: 1 },
    { held: '低保 that was stopped', rows: { assistance: { stoppedOn: day('2026-09-01') } }, wants: ['match', 'mismatch'], stands: 1 },
  ])('leaves what the night read, as of that reading: $held', async ({ rows, wants, stands }) => {
    const { cached, live } = await beforeAndAfter(rows);
    expect(live.map((one) => one?.result)).toEqual(wants);
    expect(live[stands]).toEqual(cached[stands]);
  });

  it('leaves what was read longer ago than is asked for unknown, but for a death, which stays stated', async () => {
    const { tooOld } = await beforeAndAfter({ assistance: {}, death: { diedOn: day('2026-08-01') } });
    expect(tooOld.map((one) => one?.result)).toEqual(['mismatch', 'unknown']);
  });

  it('says of whom the night read nothing either that they are not held, as of now', async () => {
    const { cached, live } = await beforeAndAfter({});
    expect(live.map((one) => one?.result)).toEqual(['match', 'not-held']);
    for (const [index, one] of live.entries()) expect(one?.asOf).not.toBe(cached[index]?.asOf);
  });
});

/** Others answer well within it, on a slow machine as well. */
const DEADLINE_MS = 2_000;

describe('an authority that does not answer', () => {
  it.each([
    { how: 'is stalled', ask: stalled, status: 'timeout' },
    { how: 'refuses', ask: refusing, status: 'error' },
    { how: 'is gone', ask: gone, status: 'error' },
  ])('that $how costs its own part, which what is stored stands for', async ({ ask, status }) => {
    const { desk, poor } = await afterNight({ 'medical-insurance': ask }, { liveDeadlineMs: DEADLINE_MS });
    const answer = await desk.ask(poor, { freshness: 'live' });
    expect(answer.sources.map((one) => one.status)).toEqual(['ok', status, 'ok']);
    expect(answer.sources[1]?.asOf).not.toBeNull();
    expect([resultOf(answer, 'identity'), resultOf(answer, 'medical-insurance')]).toEqual(['match', 'match']);
  });

  it('all three at once answer within the deadline, each with its own status', async () => {
    const asks = { 'civil-affairs': stalled, 'medical-insurance': refusing, 'social-security': gone };
    const { desk, poor } = await afterNight(asks, { liveDeadlineMs: DEADLINE_MS });
    // Without a deadline there would be no answer: one of them never speaks.
    const answer = await desk.ask(poor, { freshness: 'live' });
    expect(answer.sources.map((one) => one.status)).toEqual(['timeout', 'error', 'error']);
    expect(resultOf(answer, 'identity')).toBe('match');
  });

  it('where what is stored is too old it is unknown, and never a mismatch', async () => {
    const asks = { 'civil-affairs': stalled, 'medical-insurance': refusing, 'social-security': gone };
    const { desk, nights, poor } = await afterNight(asks, { liveDeadlineMs: 200 });
    nights.clock.forward(DAY);
    const answer = await desk.ask(poor, { freshness: 'live', maxAgeSeconds: 60 });
    expect(answer.outcome).toBe('unavailable');
    expect(new Set(answer.checks.map(({ result }) => result))).toEqual(new Set(['unknown']));
  });

  it('an age bounds only what is stored: what was answered now is never too old', async () => {
    const { desk, nights, poor } = await afterNight({ 'civil-affairs': nobody(['assistance', 'death']), 'medical-insurance': gone });
    nights.clock.forward(DAY);
    const answer = await desk.ask(poor, { freshness: 'live', maxAgeSeconds: 0 });
    expect([resultOf(answer, 'assistance-status'), resultOf(answer, 'medical-insurance')]).toEqual(['not-held', 'unknown']);
    expect(resultOf(await desk.ask(poor, { freshness: 'live' }), 'medical-insurance')).toBe('match');
  });

  it('whoever joins a question under way waits no longer than their own deadline', async () => {
    const { nights, poor } = await afterNight({ 'civil-affairs': stalled });
    const desk = deskOn(nights.context, { liveDeadlineMs: 400 });
    const first = desk.ask(poor, { freshness: 'live' }, askerNamed('one'));
    const second = desk.ask(poor, { freshness: 'live' }, askerNamed('two'));
    expect((await Promise.all([first, second])).map((answer) => statusOf(answer, 'civil-affairs'))).toEqual(['timeout', 'timeout']);
  });
});

describe('whoever joins a question shortly before its time is over', () => {
  it('has an answer to one of their own, for which there is time', async () => {
    let asked = 0;
    const answersTheSecond: AuthorityClient['ask'] = (...question) => {
      asked += 1;
      return asked === 1 ? stalled(...question) : nobody(['assistance', 'death'])(...question);
    };
    const { desk, poor } = await afterNight({ 'civil-affairs': answersTheSecond }, { liveDeadlineMs: DEADLINE_MS });
    const first = await desk.ask(poor, { freshness: 'live' }, askerNamed('one'));
    // A tenth of the time is left to the question that the first has given up on.
    const second = await desk.ask(poor, { freshness: 'live' }, askerNamed('two'));
    expect([first, second].map((answer) => statusOf(answer, 'civil-affairs'))).toEqual(['timeout', 'ok']);
    expect(asked).toBe(2);
  });
});

describe('the two doors are one pipeline', () => {
  it('the rows that the night accepted, answered live, make the same answer', async () => {
    const people = settleTown();
    const { poor } = people;
    const at = startOf(NIGHT);
    const { idNumber } = poor.sealed;
    const stated = statedBy(poor);
    const asks: Asks = {
      'civil-affairs': async () => ({
        held: true,
        graded: null,
        drafts: drafts(
          aRow(idNumber, aDibao({}, { recordKey: `aid-of-${poor.content.memberId}` }), { at, stated, household: 'household-1' }),
        ),
        settles: ['assistance', 'death'],
      }),
      'social-security': async () => ({
        held: true,
        graded: null,
        drafts: drafts(aRow(idNumber, aParticipation({}, { recordKey: 'p' }), { at, stated })),
        settles: [],
      }),
    };
    const nights = start(answering(people.town, asks));
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    const results = async (freshness: 'cached' | 'live') =>
      (await desk.ask(poor, { freshness })).checks.map(({ check, result, sources }) => [
        check,
        result,
        sources.map((one) => [one.source, one.result]),
      ]);
    expect(await results('live')).toEqual(await results('cached'));
  });
});
