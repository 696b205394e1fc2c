import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOf, type Instant, instantOf } from '../../../src/domain/period.ts';
import {
  type ApplicationState,
  afterAnswer,
  afterEvent,
  type Effect,
  effectOf,
  isTakenBack,
  type Known,
  NO_VERSION,
  type RemoteStatus,
  type Said,
  STATUS_TABLE,
  standingVersion,
  versionMeant,
  type Whereabouts,
} from '../../../src/pipeline/5-apply/callback.ts';

const STATUSES = Object.keys(STATUS_TABLE) as readonly RemoteStatus[];
const DECISIONS = STATUSES.filter((status) => status !== 'awaiting-confirmation');
const STATES: readonly ApplicationState[] = ['held', 'ready', 'delivered', 'refused', 'withdrawing'];

const at = (minute: number): Instant => instantOf(Date.UTC(2026, 10, 23, 1, minute));

const known = (traits: Partial<Known> = {}): Known => ({
  version: 2,
  state: 'delivered',
  holdReason: null,
  deliveredVersion: 2,
  remoteStatus: 'awaiting-confirmation',
  decidedAt: null,
  reasonCode: null,
  ...traits,
});
const decided = (remoteStatus: RemoteStatus, traits: Partial<Known> = {}): Known =>
  known({ state: STATUS_TABLE[remoteStatus].state ?? 'delivered', remoteStatus, decidedAt: at(10), ...traits });
/** The first version was taken back, and the second is on its way. */
const offeredAgain = (traits: Partial<Known> = {}): Known => known({ state: 'ready', deliveredVersion: 1, remoteStatus: null, ...traits });
const said = (status: RemoteStatus, traits: Partial<Said> = {}): Said => ({
  version: 2,
  status,
  reasonCode: null,
  decidedAt: at(10),
  toldAt: at(40),
  ...traits,
});

describe('one event', () => {
  interface Case {
    readonly given: string;
    readonly before: Known;
    readonly event: Said;
    readonly effect: Effect;
    readonly want: Partial<Whereabouts>;
  }
  const CASES: readonly Case[] = [
    {
      given: 'the worker confirms what waits',
      before: known(),
      event: said('confirmed'),
      effect: 'moved',
      want: { state: 'decided', remoteStatus: 'confirmed', decidedAt: at(10) },
    },
    {
      given: 'the union refuses what was confirmed, with its reason',
      before: decided('confirmed'),
      event: said('refused', { decidedAt: at(20), reasonCode: 'income-above-line' }),
      effect: 'moved',
      want: { remoteStatus: 'refused', reasonCode: 'income-above-line', decidedAt: at(20) },
    },
    {
      given: 'the confirmation comes after the grant that followed it',
      before: decided('granted', { decidedAt: at(20) }),
      event: said('confirmed'),
      effect: 'overtaken',
      want: { remoteStatus: 'granted', decidedAt: at(20) },
    },
    {
      given: 'a refusal is corrected later: decidedAt orders',
      before: decided('granted'),
      event: said('refused', { decidedAt: at(11) }),
      effect: 'moved',
      want: { remoteStatus: 'refused' },
    },
    {
      given: 'granted and refused at one moment: granted stands',
      before: decided('granted'),
      event: said('refused'),
      effect: 'overtaken',
      want: { remoteStatus: 'granted' },
    },
    {
      given: 'refused and granted at one moment: granted stands',
      before: decided('refused'),
      event: said('granted'),
      effect: 'moved',
      want: { remoteStatus: 'granted' },
    },
    {
      given: 'the same under another event id',
      before: decided('declined', { reasonCode: 'x' }),
      event: said('declined', { reasonCode: 'x' }),
      effect: 'unchanged',
      want: { remoteStatus: 'declined' },
    },
    { given: 'it still waits', before: known(), event: said('awaiting-confirmation'), effect: 'undecided', want: known() },
    {
      given: 'it waits, said after it was declined',
      before: decided('declined'),
      event: said('awaiting-confirmation', { decidedAt: at(30) }),
      effect: 'undecided',
      want: { remoteStatus: 'declined' },
    },
    {
      given: 'a version that another has replaced expired',
      before: known(),
      event: said('expired', { version: 1 }),
      effect: 'superseded',
      want: known(),
    },
    {
      given: 'a version that another has replaced, and which was decided on since',
      before: decided('declined'),
      event: said('confirmed', { version: 1, decidedAt: at(30) }),
      effect: 'superseded',
      want: { remoteStatus: 'declined' },
    },
    {
      given: 'what we took back and offer again was withdrawn, told late',
      before: offeredAgain(),
      event: said('withdrawn', { version: 1 }),
      effect: 'superseded',
      want: offeredAgain(),
    },
    {
      given: 'the same without saying of which version',
      before: offeredAgain(),
      event: said('withdrawn', { version: versionMeant(null, offeredAgain()) }),
      effect: 'superseded',
      want: offeredAgain(),
    },
    {
      given: 'the same, while what is offered again is to be taken back in its turn',
      before: offeredAgain({ state: 'withdrawing', holdReason: 'evidence-corrected' }),
      event: said('withdrawn', { version: 1 }),
      effect: 'superseded',
      want: offeredAgain({ state: 'withdrawing', holdReason: 'evidence-corrected' }),
    },
    {
      given: 'what is offered again was confirmed before the answer to its delivery came',
      before: offeredAgain(),
      event: said('confirmed'),
      effect: 'moved',
      want: { state: 'decided', deliveredVersion: 2, remoteStatus: 'confirmed' },
    },
    {
      given: 'a version that waits was withdrawn there, while a newer one is on its way',
      before: known({ state: 'ready', version: 3 }),
      event: said('withdrawn'),
      effect: 'moved',
      want: { state: 'withdrawn', deliveredVersion: 2 },
    },
    {
      given: 'a version we never delivered: it arrived all the same',
      before: known({ state: 'ready', deliveredVersion: null, remoteStatus: null }),
      event: said('confirmed', { version: 1 }),
      effect: 'moved',
      want: { state: 'decided', deliveredVersion: 1 },
    },
    {
      given: 'a version that was made and whose answer is not there yet',
      before: known({ state: 'ready', version: 3 }),
      event: said('confirmed', { version: 3 }),
      effect: 'moved',
      want: { state: 'decided', deliveredVersion: 3 },
    },
    {
      given: 'a version that was never made: the night is to ask',
      before: known(),
      event: said('granted', { version: 7 }),
      effect: 'unknown-version',
      want: { state: 'ready', deliveredVersion: 2, remoteStatus: 'awaiting-confirmation', decidedAt: null },
    },
    {
      given: 'a version that was never made, where the one before it was decided on',
      before: decided('granted'),
      event: said('refused', { version: 3, decidedAt: at(30) }),
      effect: 'unknown-version',
      want: decided('granted'),
    },
    {
      given: 'a version that was never made, of what is held or taken back: it is not sent for that',
      before: known({ state: 'held', deliveredVersion: null, remoteStatus: null }),
      event: said('confirmed', { version: 3 }),
      effect: 'unknown-version',
      want: { state: 'held', remoteStatus: null },
    },
    {
      given: 'what can be no version, of what never was delivered: the night is to ask, which it does of what is to be sent',
      before: known({ state: 'ready', deliveredVersion: null, remoteStatus: null }),
      event: said('confirmed', { version: NO_VERSION }),
      effect: 'unknown-version',
      want: { state: 'ready', deliveredVersion: null, remoteStatus: null },
    },
    {
      given: 'what can be no version, of what was delivered: the night is to ask',
      before: known(),
      event: said('confirmed', { version: NO_VERSION }),
      effect: 'unknown-version',
      want: { state: 'ready', deliveredVersion: 2, remoteStatus: 'awaiting-confirmation' },
    },
    {
      given: 'a version that was found there, after our database was put back',
      before: known({ deliveredVersion: 7 }),
      event: said('granted', { version: 7 }),
      effect: 'moved',
      want: { state: 'decided', deliveredVersion: 7, remoteStatus: 'granted' },
    },
    {
      given: 'what we were about to withdraw was confirmed: why we were stays to be read',
      before: known({ state: 'withdrawing', holdReason: 'evidence-corrected' }),
      event: said('confirmed'),
      effect: 'moved',
      want: { state: 'decided', remoteStatus: 'confirmed', holdReason: 'evidence-corrected' },
    },
    {
      given: 'a decision that has a moment, after one that an answer gave without',
      before: decided('withdrawn', { decidedAt: null }),
      event: said('confirmed'),
      effect: 'moved',
      want: { state: 'decided', remoteStatus: 'confirmed' },
    },
  ];
  it.each(CASES)('$given: $effect', ({ before, event, effect, want }) => {
    expect(effectOf(before, event)).toBe(effect);
    expect(afterEvent(before, event)).toMatchObject(want);
  });

  it('moves whatever nobody has decided on, in every state it may be in here', () => {
    for (const state of STATES)
      for (const status of DECISIONS)
        expect(afterEvent(known({ state }), said(status)), `${state} × ${status}`).toMatchObject({
          state: status === 'withdrawn' ? 'withdrawn' : 'decided',
          remoteStatus: status,
        });
  });

  it('moves a decision by the moment alone, and at one moment by rank: every status on every other', () => {
    for (const [index, before] of DECISIONS.entries())
      for (const [other, status] of DECISIONS.entries()) {
        const effects = [9, 10, 11].map((minute) => effectOf(decided(before), said(status, { decidedAt: at(minute) })));
        const [ranks, ranked] = [STATUS_TABLE[before].rank, STATUS_TABLE[status].rank];
        const atOnce = index === other ? 'unchanged' : ranked > ranks ? 'moved' : 'overtaken';
        expect(effects, `${before} × ${status}`).toEqual(['overtaken', atOnce, 'moved']);
      }
  });
});

const anyEvent: fc.Arbitrary<Said> = fc.record({
  version: fc.integer({ min: 1, max: 4 }),
  status: fc.constantFrom(...STATUSES),
  reasonCode: fc.constantFrom(null, 'income-above-line', 'not-needed'),
  decidedAt: fc.integer({ min: 0, max: 5 }).map(at),
  toldAt: fc.integer({ min: 6, max: 9 }).map(at),
});
const undated = (status: RemoteStatus, toldAt: Instant): Said => said(status, { decidedAt: null, toldAt });
const anyEventHoweverDated: fc.Arbitrary<Said> = fc
  .tuple(anyEvent, fc.constantFrom('past', 'not', 'future'))
  .map(([event, dated]) => (dated === 'past' ? event : { ...event, decidedAt: dated === 'not' ? null : at(50) }));
const anyBefore: fc.Arbitrary<Known> = fc.record({
  version: fc.constantFrom(3, 4),
  state: fc.constantFrom(...STATES),
  holdReason: fc.constantFrom(null, 'evidence-corrected', 'erased'),
  deliveredVersion: fc.constantFrom(null, 1, 2, 3),
  remoteStatus: fc.constantFrom<RemoteStatus | null>(null, 'awaiting-confirmation'),
  decidedAt: fc.constant(null),
  reasonCode: fc.constant(null),
});

describe('a decision that states no moment', () => {
  interface Case {
    readonly given: string;
    readonly events: readonly Said[];
    readonly want: RemoteStatus;
  }
  const CASES: readonly Case[] = [
    { given: 'is taken by itself', events: [undated('declined', at(12))], want: 'declined' },
    { given: 'grants what was confirmed at a moment', events: [said('confirmed'), undated('granted', at(12))], want: 'granted' },
    {
      given: 'refuses what was confirmed without one either',
      events: [undated('confirmed', at(11)), undated('refused', at(12))],
      want: 'refused',
    },
    { given: 'is a confirmation, sent again after a grant', events: [said('granted'), undated('confirmed', at(12))], want: 'granted' },
    {
      given: 'is a confirmation, told just after the moment of the grant',
      events: [undated('confirmed', at(12)), said('granted')],
      want: 'granted',
    },
    {
      given: 'is declined, and told late, after a grant without one',
      events: [undated('granted', at(11)), undated('declined', at(12))],
      want: 'granted',
    },
    { given: 'corrects the union', events: [said('granted'), undated('refused', at(12))], want: 'refused' },
    {
      given: 'refuses, and is followed by a grant without one',
      events: [undated('refused', at(11)), undated('granted', at(12))],
      want: 'granted',
    },
    { given: 'is corrected', events: [undated('granted', at(12)), said('refused', { decidedAt: at(13) })], want: 'refused' },
  ];
  it.each(CASES)('$given: $want, in either order', ({ events, want }) => {
    expect(inOrder(known(), events).remoteStatus).toBe(want);
    expect(inOrder(known(), events.toReversed()).remoteStatus).toBe(want);
  });

  it('goes on from a moment that by the clock here is still to come', () => {
    const confirmed = decided('confirmed', { decidedAt: at(50) });
    expect(afterEvent(confirmed, undated('granted', at(12)))).toMatchObject({ remoteStatus: 'granted', decidedAt: at(50) });
  });
});

describe('a decision dated in the future', () => {
  const told = at(20);
  const NEXT_CENTURY = instantOf(Date.UTC(2300, 0, 1));
  interface Case {
    readonly given: string;
    readonly events: readonly Said[];
    readonly want: Partial<Whereabouts>;
  }
  const CASES: readonly Case[] = [
    {
      given: 'counts as not dated, and is one',
      events: [said('declined', { decidedAt: NEXT_CENTURY, toldAt: told })],
      want: { remoteStatus: 'declined', decidedAt: null },
    },
    {
      given: 'of the union counts from when it was told',
      events: [said('granted', { decidedAt: NEXT_CENTURY, toldAt: told })],
      want: { remoteStatus: 'granted', decidedAt: told },
    },
    {
      given: 'does not stand over what really came later',
      events: [said('refused', { decidedAt: NEXT_CENTURY, toldAt: told }), said('granted', { decidedAt: at(21), toldAt: at(22) })],
      want: { remoteStatus: 'granted', decidedAt: at(21) },
    },
    {
      given: 'gives its date to no grant without one',
      events: [said('declined', { decidedAt: NEXT_CENTURY, toldAt: told }), undated('granted', at(21))],
      want: { remoteStatus: 'granted', decidedAt: at(21) },
    },
    {
      given: 'by no more than clocks may differ is believed',
      events: [said('confirmed', { decidedAt: at(23), toldAt: told })],
      want: { remoteStatus: 'confirmed', decidedAt: at(23) },
    },
    {
      given: 'by a moment more than clocks may differ is not',
      events: [said('confirmed', { decidedAt: instantOf(epochOf(at(23)) + 1), toldAt: told })],
      want: { remoteStatus: 'confirmed', decidedAt: null },
    },
  ];
  it.each(CASES)('$given, in either order', ({ events, want }) => {
    expect(inOrder(known(), events)).toMatchObject(want);
    expect(inOrder(known(), events.toReversed())).toMatchObject(want);
  });
});

const inOrder = (before: Known, events: readonly Said[]): Known => events.reduce((now, event) => afterEvent(now, event), before);

describe('an event that states no version', () => {
  it.each([
    { given: known({ version: 3, deliveredVersion: 2 }), want: 2 },
    { given: known({ version: 3, deliveredVersion: null }), want: 3 },
    { given: known({ version: 3, deliveredVersion: 7 }), want: 7 },
    { given: undefined, want: NO_VERSION },
  ])('is about the version that stands there as far as we know, else the newest: $want', ({ given, want }) => {
    expect(versionMeant(null, given)).toBe(want);
    expect(versionMeant(1, given)).toBe(1);
  });

  it('comes to the same as others that state none, in any order and however often each comes', () => {
    const events = fc.array(anyEventHoweverDated, { minLength: 1, maxLength: 8 });
    const told = (before: Known, all: readonly Said[]): Known =>
      all.reduce((now, event) => afterEvent(now, { ...event, version: versionMeant(null, now) }), before);
    fc.assert(
      fc.property(
        anyBefore,
        events.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }))),
        (before, [all, shuffled]) => {
          expect(told(before, shuffled)).toEqual(told(before, all));
        },
      ),
    );
  });

  it.each(['confirmed', 'declined', 'granted', 'refused'] as const)(
    'is about the version just taken, where it was %s before the answer to that came: none is taken once somebody has decided',
    (status) => {
      const before = known({ state: 'ready', version: 3 });
      const after = afterEvent(before, said(status, { version: versionMeant(null, before) }));
      const taken = known({ version: 3, deliveredVersion: 3 });
      expect(afterAnswer(after, taken)).toEqual({ ...after, deliveredVersion: 3 });
    },
  );
});

describe('many events', () => {
  const shuffledTwice = fc
    .array(anyEventHoweverDated, { minLength: 1, maxLength: 8 })
    .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })));

  it('come to the same in any order and however often each comes', () => {
    fc.assert(
      fc.property(anyBefore, shuffledTwice, (before, [events, shuffled]) => {
        expect(inOrder(before, shuffled)).toEqual(inOrder(before, events));
      }),
    );
  });

  it('come to the last decision on the newest version decided, but for what was taken back and is offered again', () => {
    fc.assert(
      fc.property(anyBefore, fc.array(anyEvent, { maxLength: 8 }), (before, events) => {
        const counting = events.filter(
          ({ version, status }) => status !== 'awaiting-confirmation' && version >= lowestStanding(before) && version <= before.version,
        );
        const version = Math.max(...counting.map((event) => event.version));
        const about = counting.filter((event) => event.version === version);
        const moment = about
          .map(({ decidedAt }) => decidedAt)
          .toSorted()
          .at(-1);
        const after = inOrder(before, events);
        const isAskedAbout =
          ['delivered', 'refused'].includes(before.state) &&
          events.some((event) => event.status !== 'awaiting-confirmation' && event.version > before.version);
        if (moment === undefined) expect(after).toEqual(isAskedAbout ? { ...before, state: 'ready' } : before);
        else expect(after).toMatchObject({ deliveredVersion: version, decidedAt: moment });
        const atOnce: readonly (RemoteStatus | null)[] = about.filter(({ decidedAt }) => decidedAt === moment).map(({ status }) => status);
        expect(moment === undefined ? [before.remoteStatus] : atOnce).toContain(after.remoteStatus);
      }),
    );
  });
});

const lowestStanding = ({ version, deliveredVersion, remoteStatus }: Known): number => {
  if (deliveredVersion === null) return 0;
  return remoteStatus === null && deliveredVersion < version ? deliveredVersion + 1 : deliveredVersion;
};

const DELIVERED = known({ deliveredVersion: 2 });

describe('what the night finds out', () => {
  it('takes no decision back that a callback told while a delivery was under way', () => {
    const confirmed = decided('confirmed');
    expect(afterAnswer(confirmed, DELIVERED)).toEqual(confirmed);
    expect(afterAnswer(confirmed, known({ state: 'refused', deliveredVersion: null, remoteStatus: null }))).toEqual(confirmed);
    expect(afterAnswer(confirmed, known({ state: 'withdrawn', deliveredVersion: null, remoteStatus: null }))).toEqual(confirmed);
  });

  it('goes on with a version that was taken after an older one had expired', () => {
    expect(afterAnswer(decided('expired', { deliveredVersion: 1, reasonCode: 'late' }), DELIVERED)).toEqual(DELIVERED);
  });

  it('tells the same as a callback of the same decision, whichever comes first', () => {
    fc.assert(
      fc.property(
        anyBefore,
        anyEvent.filter(({ status }) => status !== 'awaiting-confirmation'),
        (before, event) => {
          const fresh = { ...before, deliveredVersion: event.version };
          const { version } = fresh;
          const answer = afterEvent({ ...known({ deliveredVersion: event.version, holdReason: before.holdReason }), version }, event);
          expect(afterAnswer(afterEvent(fresh, event), answer)).toEqual(afterEvent({ ...afterAnswer(fresh, answer), version }, event));
        },
      ),
    );
  });

  it('believes what stands there, though it is of a version older than the one delivered', () => {
    expect(afterAnswer(known(), decided('declined', { deliveredVersion: 1 }))).toMatchObject({
      state: 'decided',
      remoteStatus: 'declined',
    });
  });

  it('keeps what the aid system said of an earlier version, where the next was refused', () => {
    const refused = known({ state: 'refused', holdReason: 'fields-refused: /form', deliveredVersion: null, remoteStatus: null });
    expect(afterAnswer(known({ state: 'ready', deliveredVersion: 1 }), refused)).toMatchObject({
      state: 'refused',
      deliveredVersion: 1,
      remoteStatus: 'awaiting-confirmation',
    });
  });
});

describe('an application as it stands', () => {
  it('is taken back where we withdrew it ourselves, and nobody had decided', () => {
    expect(isTakenBack(decided('withdrawn', { holdReason: 'evidence-corrected' }))).toBe(true);
    // By the aid system, or after it would not have it again.
    for (const holdReason of [null, 'decided-before', 'erased']) expect(isTakenBack(decided('withdrawn', { holdReason }))).toBe(false);
    expect(isTakenBack(decided('declined', { holdReason: 'evidence-corrected' }))).toBe(false);
  });

  it('stands with what was decided on, whatever was made since', () => {
    expect(standingVersion(decided('confirmed', { version: 3 }))).toBe(2);
    expect(standingVersion(known({ version: 3 }))).toBe(3);
    expect(standingVersion(decided('expired', { version: 3, deliveredVersion: null }))).toBe(3);
  });
});
