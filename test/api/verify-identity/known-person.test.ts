import { describe, expect, it } from 'vitest';
import { asOfNow, type KnownPerson, notOlderThan } from '../../../src/api/verify-identity/known-person.ts';
import type { MembersContent } from '../../../src/domain/canonical.ts';
import { type Instant, startOf } from '../../../src/domain/period.ts';
import type { WrittenBasis } from '../../../src/pipeline/2-normalise/permission.ts';
import { aDibao, aDossier, aRosterIdentity, day, readOn } from '../../support/dossiers.ts';
import { aMember, CONSENT_TO_ALL } from '../../support/nights-town.ts';

const NOW = startOf(day('2026-11-23'));
const BEFORE = startOf(day('2026-11-22'));
const contentWith = (content: Partial<MembersContent>): MembersContent =>
  aMember(1, { content: { updatedAt: BEFORE, ...content } }).content;
const [SCREENING] = CONSENT_TO_ALL;
if (SCREENING === undefined) throw new Error('there is a consent to screening');

const read = aDossier({ holds: [aDibao()], readings: { contributions: { state: 'not-yet-read' } } });
const known = (content: Partial<MembersContent> = {}): KnownPerson => ({
  content: contentWith(content),
  roster: aRosterIdentity(),
  nameNow: aRosterIdentity().name,
  byPurpose: { 'hardship-screening': read, 'mutual-aid-claim': null, 'exclusive-protection': null },
});
const news = (content: Partial<MembersContent>, updatedAt: Instant = NOW) => ({
  content: contentWith({ ...content, updatedAt }),
  sealed: aRosterIdentity(),
});
const at = { bases: [] as readonly WrittenBasis[], now: NOW };

describe('what may be used of somebody at this moment', () => {
  it('is nothing of somebody of whom neither night nor news know', () => {
    expect(asOfNow(null, [], at)).toBeNull();
  });

  it.each([
    { given: 'the consent of the night', content: {}, want: 'read' },
    { given: 'a consent that has expired since', content: { consents: [{ ...SCREENING, expiresAt: NOW }] }, want: 'withheld' },
    {
      given: 'a consent that begins tomorrow',
      content: { consents: [{ ...SCREENING, grantedAt: startOf(day('2026-11-24')) }] },
      want: 'withheld',
    },
    {
      given: 'a consent to another source',
      content: { consents: [{ ...SCREENING, sources: ['social-security' as const] }] },
      want: 'withheld',
    },
  ])('under $given, assistance is $want', ({ content, want }) => {
    const dossier = asOfNow(known(content), [], at)?.byPurpose['hardship-screening'];
    expect(dossier?.readings.assistance.state ?? 'withheld').toBe(want);
    expect(dossier?.records.assistance.length ?? 0).toBe(want === 'read' ? 1 : 0);
  });

  it('the newer of night and news decides', () => {
    const withdrawn = news({ consents: [] });
    expect(asOfNow(known(), [withdrawn], at)?.byPurpose['hardship-screening']).toBeNull();
    expect(asOfNow(known({ updatedAt: startOf(day('2026-11-24')) }), [withdrawn], at)?.byPurpose['hardship-screening']).not.toBeNull();
    expect(asOfNow(known(), [news({ leftOn: day('2026-11-23') })], at)).toBeNull();
    // `interfaces.md` §4: set means no longer a member, whatever the date.
    expect(asOfNow(known(), [news({ leftOn: day('2026-11-24') })], at)).toBeNull();
  });

  it.each([
    { given: 'both say the same moment', night: BEFORE, later: BEFORE },
    { given: 'the news have no date', night: BEFORE, later: null },
    { given: 'the night’s row has no date', night: null, later: BEFORE },
    { given: 'neither has a date', night: null, later: null },
  ])('where $given the news decide, which came later, as they do by night', ({ night, later }) => {
    const withdrawn = { ...news({}), content: contentWith({ consents: [], updatedAt: later }) };
    expect(asOfNow(known({ updatedAt: night }), [withdrawn], at)?.byPurpose['hardship-screening']).toBeNull();
  });

  it('of a newcomer nothing is read, and what was agreed may be', () => {
    const newcomer = asOfNow(null, [news({ consents: [{ ...SCREENING, includesHealth: false }] })], at)?.byPurpose['hardship-screening'];
    expect(newcomer?.readings).toMatchObject({
      assistance: { state: 'not-yet-read' },
      participation: { state: 'not-yet-read' },
      settlement: { state: 'withheld' },
    });
  });

  it('what was read for one purpose serves another that is agreed to as well', () => {
    const claim = asOfNow(known(), [], at)?.byPurpose['mutual-aid-claim'];
    expect(claim?.readings).toMatchObject({ assistance: { state: 'read' }, contributions: { state: 'not-yet-read' } });
    expect(claim?.records.assistance).toHaveLength(1);
  });

  it('a written basis stands in for a consent, for its own dataset and purpose', () => {
    const basis: WrittenBasis = {
      dataset: 'assistance',
      purpose: 'hardship-screening',
      recipient: 'federation',
      document: '测试〔2026〕1号',
      from: day('2026-01-01'),
      to: null,
    };
    const dossier = asOfNow(known({ consents: [] }), [], { ...at, bases: [basis] })?.byPurpose['hardship-screening'];
    expect([dossier?.readings.assistance.state, dossier?.readings.death.state]).toEqual(['read', 'withheld']);
  });
});

describe('of somebody with several memberships', () => {
  const LATER = startOf(day('2026-11-24'));
  const other = (content: Partial<MembersContent>, updatedAt: Instant = NOW) => news({ memberId: 'another', ...content }, updatedAt);
  const left = day('2026-11-23');

  it.each([
    { given: 'news of another that is newer', rows: [other({ consents: [] })], want: 'another' },
    { given: 'news of another that is older', rows: [other({}, startOf(day('2026-11-21')))], want: 'member-1' },
    { given: 'news of another that has ended', rows: [other({ leftOn: left })], want: 'member-1' },
    { given: 'another stored, and news that the first ended', rows: [other({}, BEFORE), news({ leftOn: left })], want: 'another' },
    { given: 'another stored and ended, and a late row of it', rows: [other({ leftOn: left }, LATER), other({})], want: 'member-1' },
    { given: 'news of both, the newer row first', rows: [other({}, LATER), news({})], want: 'another' },
    { given: 'news of both, the older row first', rows: [news({}), other({}, LATER)], want: 'another' },
    { given: 'both of one moment', rows: [other({}, BEFORE)], want: 'another' },
    { given: 'news that both ended', rows: [other({ leftOn: left }), news({ leftOn: left })], want: undefined },
  ])('with $given, $want counts', ({ rows, want }) => {
    expect(asOfNow(known(), rows, at)?.content.memberId).toBe(want);
  });
});

describe('what is older than the caller will have', () => {
  it('is stale, and says from when', () => {
    const dossier = aDossier({ readings: { assistance: readOn(day('2026-11-01')), death: { state: 'failed' } } });
    const aged = notOlderThan(dossier, BEFORE).readings;
    expect([aged.assistance.state, aged.participation.state, aged.death.state]).toEqual(['stale', 'read', 'failed']);
    expect(aged.assistance).toMatchObject({ asOf: expect.any(String) });
    expect(notOlderThan(dossier, null)).toBe(dossier);
  });
});
