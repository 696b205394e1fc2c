import { describe, expect, it } from 'vitest';
import type { Testimony } from '../../src/domain/sources.ts';
import { previewRetry } from '../../src/jobs/retry-jobs.ts';
import { day } from '../support/dossiers.ts';
import { ALL, refusal, townOf } from '../support/failed-nights.ts';
import { nightsOfThisFile } from '../support/nights.ts';

const [D, NEXT] = [day('2026-11-22'), day('2026-11-23')];
const startNights = nightsOfThisFile();

/** What trying again would take, after a night in which reading a dataset failed; `before`: a night in which it did not. */
const previewAfter = async (dataset: Testimony, { before, pageSize = 1_000 }: { readonly before: boolean; readonly pageSize?: number }) => {
  const town = townOf(6, { pageSize });
  const nights = startNights(town);
  if (before) await nights.reconcile(D);
  town.troubles[dataset] = ({ request }) => ('offset' in request && request.offset === 0 ? null : refusal('系统繁忙'));
  await nights.reconcile(NEXT, { full: true });
  return previewRetry(ALL, nights.context);
};

describe('what trying again would take', () => {
  it('is a call for each batch that is looked up, within the share of the quota that the night has', async () => {
    const { calls, seconds } = await previewAfter('person', { before: true });
    // Twenty a second, evenly spaced with some room, a quarter of it kept for live questions: fourteen.
    expect([calls, seconds]).toEqual([6, 1]);
  });

  it('is, of a window, a call for each page that is left', async () => {
    const { calls, seconds } = await previewAfter('assistance', { before: true, pageSize: 1 });
    expect([calls, typeof seconds]).toEqual([2, 'number']);
  });

  it.each([
    {
      given: 'a feed that nobody has told the length of',
      dataset: 'participation',
      before: true,
      want: { calls: null, seconds: expect.any(Number) },
    },
    { given: 'a kind of job that was never done', dataset: 'family', before: false, want: { calls: 6, seconds: null } },
  ] as const)('is not known, and not guessed, of $given', async ({ dataset, before, want }) => {
    expect(await previewAfter(dataset, { before })).toMatchObject(want);
  });
});
