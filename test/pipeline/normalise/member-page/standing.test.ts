import { describe, expect, it } from 'vitest';
import { type Instant, startOf } from '../../../../src/domain/period.ts';
import { type KnownRow, type MemberRow, newestOf, standingOf } from '../../../../src/pipeline/2-normalise/member-page/standing.ts';
import { day } from '../../../support/dossiers.ts';
import { aMember, changed } from '../../../support/nights-town.ts';

const at = (dayOfMonth: number): Instant => startOf(day(`2026-11-${String(dayOfMonth).padStart(2, '0')}`));
const known = (traits: Partial<KnownRow> = {}): KnownRow => ({
  personKey: 'anna',
  version: 1,
  current: true,
  changedAt: at(10),
  fingerprint: 'row-10',
  seenRun: 'run-1',
  ...traits,
});
const aRow = (traits: Partial<MemberRow> = {}): MemberRow => ({ personKey: 'anna', changedAt: at(10), fingerprint: 'row-10', ...traits });
const standing = (row: MemberRow, versions: readonly KnownRow[]) => {
  const { column, isNewest, version, current } = standingOf(row, versions, 'run-2');
  return column === 'accepted' ? { column, isNewest, version, current } : { column, isNewest };
};

describe('a row of the roster', () => {
  it('of somebody new is their first', () => {
    expect(standing(aRow(), [])).toEqual({ column: 'accepted', isNewest: true, version: 1, current: true });
  });

  it('that is known is unchanged, and a duplicate in the run that saw it', () => {
    expect(standing(aRow(), [known()])).toEqual({ column: 'unchanged', isNewest: true });
    expect(standing(aRow(), [known({ seenRun: 'run-2' })])).toEqual({ column: 'duplicate', isNewest: true });
  });

  it('that is newer says who the member is now', () => {
    expect(standing(aRow({ changedAt: at(11), fingerprint: 'row-11' }), [known()])).toEqual({
      column: 'accepted',
      isNewest: true,
      version: 2,
      current: true,
    });
  });

  it('that is older is history', () => {
    expect(standing(aRow({ changedAt: at(9), fingerprint: 'row-9' }), [known()])).toEqual({
      column: 'accepted',
      isNewest: false,
      version: 2,
      current: false,
    });
  });

  it('read once more from the beginning of the feed is no news, and points nobody back', () => {
    const history = [known({ current: false, version: 1 }), known({ version: 2, changedAt: at(11), fingerprint: 'row-11' })];
    expect(standing(aRow(), history)).toEqual({ column: 'unchanged', isNewest: false });
  });
});

describe('a member whose identity number was corrected', () => {
  const asAnna = known();
  const asBo = known({ personKey: 'bo', changedAt: at(11), fingerprint: 'row-11' });

  it('becomes another person', () => {
    expect(standing(aRow({ personKey: 'bo', changedAt: at(11), fingerprint: 'row-11' }), [asAnna])).toEqual({
      column: 'accepted',
      isNewest: true,
      version: 1,
      current: true,
    });
  });

  it('is not the former person again because the old row is read once more', () => {
    expect(standing(aRow(), [asAnna, asBo])).toEqual({ column: 'unchanged', isNewest: false });
  });
});

it('of several rows about one member on a page the newest counts', () => {
  const member = aMember(1);
  const later = changed(member, at(12), { content: { leftOn: day('2026-11-12') } });
  expect(newestOf([later, member, aMember(2)]).map(({ content }) => content.leftOn)).toEqual(['2026-11-12', null]);
});

it('of rows about one member on a page the later counts, where one of them has no date', () => {
  const member = aMember(1);
  const left = changed(member, at(12), { content: { leftOn: day('2026-11-12') } });
  const undated = { ...left, content: { ...left.content, updatedAt: null } };
  expect(newestOf([member, undated]).map(({ content }) => content.leftOn)).toEqual(['2026-11-12']);
  expect(newestOf([undated, member]).map(({ content }) => content.leftOn)).toEqual([null]);
});
