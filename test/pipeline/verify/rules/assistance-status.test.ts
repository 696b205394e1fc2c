import { describe, expect, test } from 'vitest';
import { startOf } from '../../../../src/domain/period.ts';
import { verify } from '../../../../src/pipeline/3-verify/verify.ts';
import { type AnyRecord, aDibao, aDossier, anIdentity, aParticipation, aPerson, day, month } from '../../../support/dossiers.ts';
import { discrepanciesOf, statementOf, verdictOf } from '../../../support/verdicts.ts';

const CHECK = 'assistance-status';

describe('civil affairs', () => {
  test.each([
    { why: 'a running 低保 is received', holds: [aDibao()], want: 'match dibao' },
    { why: 'a 特困 is its own class', holds: [aDibao({ category: 'tekun' })], want: 'match tekun' },
    { why: 'assistance that begins next month is not received yet', holds: [aDibao({ since: month('2026-12') })], want: 'not-held' },
    { why: 'assistance that begins this month is', holds: [aDibao({ since: month('2026-11') })], want: 'match dibao' },
    { why: 'on the day it stopped it no longer runs', holds: [aDibao({ stoppedOn: day('2026-11-22') })], want: 'mismatch dibao' },
    { why: 'the day before, it does', holds: [aDibao({ stoppedOn: day('2026-11-23') })], want: 'match dibao' },
    { why: 'assistance stopped years ago denies nothing tonight', holds: [aDibao({ stoppedOn: day('2024-06-30') })], want: 'not-held' },
    {
      why: 'a new grant counts, whatever ended before',
      holds: [aDibao({ stoppedOn: day('2026-06-30') }), aDibao({ category: 'dibao-marginal', since: month('2026-07') })],
      want: 'match dibao-marginal',
    },
    {
      why: 'of two open rows the newer class counts',
      holds: [aDibao({ since: month('2026-05') }), aDibao({ category: 'dibao-marginal', since: month('2024-01') })],
      want: 'match dibao',
    },
    { why: 'temporary assistance is an event, not a status', holds: [aDibao({ category: 'temporary' })], want: 'not-held' },
    { why: 'severe disability is no assistance', holds: [aDibao({ category: 'severe-disability' })], want: 'not-held' },
    { why: 'orphans receive theirs whatever the household earns', holds: [aDibao({ category: 'orphan' })], want: 'not-held' },
    {
      why: 'assistance of an unnamed kind is less than a class',
      holds: [aDibao({ category: 'medical-assistance-other' })],
      want: 'similar',
    },
    { why: 'a label without meaning might be any', holds: [aDibao({ category: 'unknown' })], want: 'unknown: no-such-code' },
    {
      why: 'and keeps an ended row from denying',
      holds: [aDibao({ category: 'unknown' }), aDibao({ stoppedOn: day('2026-06-30') })],
      want: 'unknown: no-such-code',
    },
    { why: 'a row may say that nothing is received', holds: [aDibao({ category: 'not-assisted' })], want: 'mismatch' },
    { why: 'no row in a complete feed', holds: [], want: 'not-held' },
  ] satisfies { why: string; holds: AnyRecord[]; want: string }[])('$why: $want', ({ holds, want }) => {
    expect(statementOf(aDossier({ holds }), CHECK, 'civil-affairs')).toBe(want);
  });
});

describe('medical insurance', () => {
  const withIdentities = (...identities: ReturnType<typeof anIdentity>[]) => aDossier({ holds: [aPerson({ identities })] });
  test.each([
    { why: 'an open identity is held', given: withIdentities(anIdentity()), want: 'match dibao' },
    { why: 'an identity holds on its last day', given: withIdentities(anIdentity({ to: day('2026-11-22') })), want: 'match dibao' },
    { why: 'and not on the next', given: withIdentities(anIdentity({ to: day('2026-11-21') })), want: 'mismatch dibao' },
    { why: 'before its first day it is not held', given: withIdentities(anIdentity({ from: day('2026-12-01') })), want: 'not-held' },
    {
      why: 'a code that is not in the dictionary is unknown, never not poor',
      given: withIdentities(anIdentity({ code: '99', label: null, category: 'unknown' })),
      want: 'unknown: no-such-code',
    },
    {
      why: 'medical assistance names no class',
      given: withIdentities(anIdentity({ code: '23', category: 'medical-assistance-other' })),
      want: 'similar',
    },
    {
      why: 'a class beside medical assistance is the class',
      given: withIdentities(anIdentity({ category: 'medical-assistance-other' }), anIdentity({ category: 'tekun' })),
      want: 'match tekun',
    },
    {
      why: 'veterans are not on assistance for it',
      given: withIdentities(anIdentity({ category: 'preferential-treatment' })),
      want: 'not-held',
    },
    { why: 'a person without identities', given: withIdentities(), want: 'not-held' },
    { why: 'a person it does not know', given: aDossier(), want: 'not-held' },
  ])('$why: $want', ({ given, want }) => {
    expect(statementOf(given, CHECK, 'medical-insurance')).toBe(want);
  });
});

describe('social security', () => {
  const flagged = (...participations: Parameters<typeof aParticipation>[0][]) =>
    aDossier({ holds: participations.map((content) => aParticipation(content)) });
  test.each([
    {
      why: 'a named category counts',
      given: flagged({ hardshipLabel: '低保边缘', hardshipCategory: 'dibao-marginal' }),
      want: 'match dibao-marginal',
    },
    { why: 'a flag alone says 低保 or 特困', given: flagged({ assistanceRecipient: 'yes' }), want: 'match dibao-or-tekun' },
    {
      why: 'a category beside the flag is more',
      given: flagged({ assistanceRecipient: 'yes', hardshipCategory: 'tekun' }),
      want: 'match tekun',
    },
    { why: 'a denied flag denies 低保', given: flagged({ assistanceRecipient: 'no' }), want: 'mismatch dibao' },
    {
      why: 'and leaves 低保边缘 alone',
      given: flagged({ assistanceRecipient: 'no', hardshipCategory: 'dibao-marginal' }),
      want: 'match dibao-marginal',
    },
    {
      why: 'a row that contradicts itself says nothing',
      given: flagged({ assistanceRecipient: 'no', hardshipCategory: 'dibao' }),
      want: 'unknown: not-stated',
    },
    {
      why: 'either way round',
      given: flagged({ assistanceRecipient: 'yes', hardshipCategory: 'not-assisted' }),
      want: 'unknown: not-stated',
    },
    {
      why: 'a label without meaning is unknown',
      given: flagged({ hardshipLabel: '甲类', hardshipCategory: 'unknown' }),
      want: 'unknown: no-such-code',
    },
    {
      why: 'so is a code without a label',
      given: flagged({ hardshipLabel: '5', hardshipCategory: 'unknown' }),
      want: 'unknown: no-such-code',
    },
    {
      why: 'and a flag without meaning, which may be a yes',
      given: flagged({ assistanceRecipient: 'no-such-code' }),
      want: 'unknown: no-such-code',
    },
    {
      why: 'a category beside such a flag counts',
      given: flagged({ assistanceRecipient: 'no-such-code', hardshipCategory: 'tekun' }),
      want: 'match tekun',
    },
    {
      why: 'and so does a category that denies every one',
      given: flagged({ assistanceRecipient: 'no-such-code', hardshipCategory: 'not-assisted' }),
      want: 'mismatch',
    },
    { why: 'an empty field is not stated', given: flagged({}), want: 'unknown: not-stated' },
    {
      why: "the flags of a job that is over are nobody's to keep up",
      given: flagged({ payment: 'ended', assistanceRecipient: 'yes' }),
      want: 'unknown: not-stated',
    },
    { why: 'a person it does not know', given: aDossier(), want: 'not-held' },
  ])('$why: $want', ({ given, want }) => {
    expect(statementOf(given, CHECK, 'social-security')).toBe(want);
  });

  test('the latest participation that says anything counts', () => {
    const told = (on: string, content: Parameters<typeof aParticipation>[0]) => aParticipation(content, { changedAt: startOf(day(on)) });
    const holds = [
      told('2026-01-05', { assistanceRecipient: 'yes' }),
      told('2026-08-05', { insurance: 'unemployment', assistanceRecipient: 'no' }),
      told('2026-09-05', { insurance: 'work-injury' }),
    ];
    expect(statementOf(aDossier({ holds }), CHECK, 'social-security')).toBe('mismatch dibao');
    expect(statementOf(aDossier({ holds: holds.toReversed() }), CHECK, 'social-security')).toBe('mismatch dibao');
  });

  test.each<Parameters<typeof aParticipation>[0]>([{ hardshipLabel: '5' }, { assistanceRecipient: 'no-such-code' }])(
    'the latest that states what nobody can read is not passed over for an older denial: %j',
    (content) => {
      const older = aParticipation({ assistanceRecipient: 'no' }, { changedAt: startOf(day('2026-01-05')) });
      const latest = aParticipation({ insurance: 'unemployment', ...content }, { changedAt: startOf(day('2026-08-05')) });
      const dossier = aDossier({ holds: [older, latest] });
      expect(statementOf(dossier, CHECK, 'social-security')).toBe('unknown: no-such-code');
      expect(verdictOf(dossier, CHECK)).toBe('missing');
    },
  );
});

describe('together', () => {
  const civil = aDibao();
  const medical = aPerson({ identities: [anIdentity()] });
  const social = aParticipation({ assistanceRecipient: 'yes' });
  const unreadable = aPerson({ identities: [anIdentity({ code: '7999', label: null, category: 'unknown' })] });

  test.each([
    { why: 'all three agree', holds: [civil, medical, social], want: 'corroborated yes dibao', opens: [] },
    { why: 'two agree, and the third omits it', holds: [medical, social], want: 'corroborated yes dibao', opens: [] },
    { why: 'one says it alone', holds: [medical], want: 'single-source yes dibao', opens: [] },
    {
      why: '低保 and 特困 are not the same',
      holds: [civil, aPerson({ identities: [anIdentity({ category: 'tekun' })] })],
      want: 'conflicting',
      opens: ['assistance-conflict'],
    },
    {
      why: 'a stopped 低保 that medical insurance still has',
      holds: [aDibao({ stoppedOn: day('2026-06-30') }), medical],
      want: 'conflicting',
      opens: ['assistance-conflict'],
    },
    {
      why: 'a household that moved from 低保 to 低保边缘',
      holds: [
        aDibao({ stoppedOn: day('2026-06-30') }),
        aDibao({ category: 'dibao-marginal', since: month('2026-07') }),
        aPerson({ identities: [anIdentity({ to: day('2026-06-30') })] }),
      ],
      want: 'single-source yes dibao-marginal',
      opens: [],
    },
    { why: 'nobody has it', holds: [aPerson(), aParticipation({ assistanceRecipient: 'no' })], want: 'corroborated no', opens: [] },
    { why: 'nobody says anything', holds: [], want: 'single-source no', opens: [] },
    {
      why: 'a code that nobody can read is no "not poor", whatever civil affairs is silent about',
      holds: [unreadable],
      want: 'missing',
      opens: [],
    },
    {
      why: 'nor does a flag that denies 低保 say what the code is not',
      holds: [unreadable, aParticipation({ assistanceRecipient: 'no' })],
      want: 'missing',
      opens: [],
    },
    {
      why: 'nor the end of 低保: what came after it may be what cannot be read',
      holds: [unreadable, aDibao({ stoppedOn: day('2026-06-30') })],
      want: 'missing',
      opens: [],
    },
    {
      why: 'who says that no hardship is on file denies it',
      holds: [unreadable, aParticipation({ hardshipCategory: 'not-assisted' })],
      want: 'single-source no',
      opens: [],
    },
  ] satisfies { why: string; holds: AnyRecord[]; want: string; opens: string[] }[])('$why: $want', ({ holds, want, opens }) => {
    const dossier = aDossier({ holds });
    expect(verdictOf(dossier, CHECK)).toBe(want);
    expect(discrepanciesOf(dossier)).toEqual(opens);
  });

  describe('what was written before a grant began is no word on it', () => {
    const granted = aDibao({ since: month('2026-10') });
    const denied = (on: string | null) =>
      aParticipation({ hardshipCategory: 'not-assisted' }, { changedAt: on === null ? null : startOf(day(on)) });
    const ended = (on: string) => aPerson({ identities: [anIdentity({ to: day(on) })] });
    const notAssisted = (since: string | null) =>
      aPerson({ identities: [anIdentity({ label: '非救助', category: 'not-assisted', from: since === null ? null : day(since) })] });
    test.each([
      {
        why: 'social security denies, and its row last changed the day before',
        holds: [granted, denied('2026-09-30')],
        want: 'single-source yes dibao',
      },
      { why: 'in the month the grant began it may know of it', holds: [granted, denied('2026-10-01')], want: 'conflicting' },
      { why: 'a denial without a day is taken at its word', holds: [granted, denied(null)], want: 'conflicting' },
      { why: 'and so is a grant without a beginning', holds: [aDibao({ since: null }), denied('2026-09-30')], want: 'conflicting' },
      {
        why: 'an identity ended before: the household is assisted anew',
        holds: [granted, ended('2026-09-30')],
        want: 'single-source yes dibao',
      },
      { why: 'an identity that ended after it began', holds: [granted, ended('2026-10-01')], want: 'conflicting' },
      {
        why: 'an identity that denies assistance, and was entered years before',
        holds: [granted, notAssisted('2015-01-01')],
        want: 'single-source yes dibao',
      },
      { why: 'one that was entered after it began', holds: [granted, notAssisted('2026-10-01')], want: 'conflicting' },
      { why: 'one of no day is taken at its word', holds: [granted, notAssisted(null)], want: 'conflicting' },
      {
        why: 'an older no of one takes nothing from the yes of two',
        holds: [granted, aPerson({ identities: [anIdentity()] }), denied('2026-09-30')],
        want: 'corroborated yes dibao',
      },
      {
        why: 'only civil affairs says when assistance began: a copy may bear the day of copying',
        holds: [aPerson({ identities: [anIdentity({ from: day('2026-10-01') })] }), denied('2026-09-30')],
        want: 'conflicting',
      },
    ] satisfies { why: string; holds: AnyRecord[]; want: string }[])('$why: $want', ({ holds, want }) => {
      expect(verdictOf(aDossier({ holds }), CHECK)).toBe(want);
    });
  });

  test('a failing civil affairs takes nothing back that medical insurance says, and denies nothing', () => {
    expect(verdictOf(aDossier({ holds: [medical], readings: { assistance: { state: 'failed' } } }), CHECK)).toBe('single-source yes dibao');
    expect(verdictOf(aDossier({ readings: { assistance: { state: 'failed' } } }), CHECK)).toBe('missing');
  });

  test('a discrepancy holds both sides with their evidence, and no one else', () => {
    const dossier = aDossier({ holds: [aDibao({ stoppedOn: day('2026-06-30') }), medical, aParticipation()] });
    const [discrepancy] = verify(dossier).discrepancies;
    expect(discrepancy?.statements.map(({ source, evidence }) => [source, ...evidence.map(({ recordKey }) => recordKey)])).toEqual([
      ['civil-affairs', 'assistance-1'],
      ['medical-insurance', 'person-1'],
    ]);
  });
});
