import { describe, expect, it } from 'vitest';
import { historyOf, type Said } from '../../../src/api/cases/case-history.ts';
import type { Case } from '../../../src/pipeline/4-screen/types.ts';
import { day } from '../../support/dossiers.ts';
import { aCase } from '../../support/kept-cases.ts';

const reason = (version: number) => ({
  code: 'large-payments',
  text: { zh: '医疗支出大', en: 'Large payments' },
  evidence: [{ source: 'medical-insurance', dataset: 'settlement', recordKey: 'stay-1', version, asOf: null }] as const,
});
const lead = aCase({ reasons: [reason(1)] });
const withNewVersion = aCase({ reasons: [reason(2)] });
const suggested = aCase({ kind: 'suggested', class: 'deep', reasons: [reason(1)] });

const found = (fact: string, value: number) => ({
  rule: 'large-payments',
  fact,
  title: { zh: '事实', en: 'Fact' },
  value,
  bound: 'exact' as const,
  mark: null,
  countsFrom: null,
  threshold: null,
  distance: value,
  evidence: [],
});

type Night = readonly [date: `0${number}`, found: Case | null, standing?: Said['standing']];
const said = (...nights: readonly Night[]): readonly Said[] =>
  nights.map(([date, found, standing = 'judged']) => ({ runId: `run-${date}`, on: day(`2026-11-${date}`), standing, found }));
const opened = { openedOn: day('2026-11-01'), openedRun: 'run-01' };
const closedIn = (date: `0${number}`) => ({ on: day(`2026-11-${date}`), runId: `run-${date}` });

describe('the history of a case', () => {
  it.each([
    { given: 'a case that only opened', nights: said(['01', lead]), closed: null, want: ['opened 01'] },
    {
      given: 'a night that says it otherwise',
      nights: said(['01', lead], ['02', suggested]),
      closed: null,
      want: ['opened 01', 'changed 02 kind class'],
    },
    {
      given: 'the same on other records',
      nights: said(['01', lead], ['02', withNewVersion]),
      closed: null,
      want: ['opened 01', 'changed 02 evidence'],
    },
    {
      given: 'a night that says something else of the member, and the same of this case',
      nights: said(['01', lead], ['02', lead]),
      closed: null,
      want: ['opened 01'],
    },
    {
      given: 'days that went on',
      nights: said(
        ['01', aCase({ conditions: [found('daysSinceSettlement', 3)] })],
        ['02', aCase({ conditions: [found('daysSinceSettlement', 4)] })],
      ),
      closed: null,
      want: ['opened 01'],
    },
    {
      given: 'another amount',
      nights: said(
        ['01', aCase({ conditions: [found('ownPaidLast12Months', 3)] })],
        ['02', aCase({ conditions: [found('ownPaidLast12Months', 4)] })],
      ),
      closed: null,
      want: ['opened 01', 'changed 02 conditions'],
    },
    {
      given: 'an end, and its return',
      nights: said(['01', lead], ['02', null], ['03', lead]),
      closed: null,
      want: ['opened 01', 'closed 02', 'reopened 03'],
    },
    { given: 'an end', nights: said(['01', lead], ['02', null]), closed: closedIn('02'), want: ['opened 01', 'closed 02'] },
    {
      given: 'a night that could not judge',
      nights: said(['01', lead], ['02', null, 'cannot-judge'], ['03', lead]),
      closed: null,
      want: ['opened 01', 'unjudged 02'],
    },
    {
      given: 'several nights in a row that could not judge, and one again later',
      nights: said(
        ['01', lead],
        ['02', null, 'cannot-judge'],
        ['03', null, 'cannot-judge'],
        ['04', suggested],
        ['05', null, 'cannot-judge'],
      ),
      closed: null,
      want: ['opened 01', 'unjudged 02', 'changed 04 kind class', 'unjudged 05'],
    },
    {
      given: 'a night that could not judge, and when gone on with could',
      nights: said(['01', lead], ['02', null, 'cannot-judge'], ['02', lead]),
      closed: null,
      want: ['opened 01'],
    },
    {
      given: 'nights that could not judge before it was opened, and after it was closed',
      nights: said(['01', null, 'cannot-judge'], ['02', lead], ['03', null], ['04', null, 'cannot-judge']),
      closed: closedIn('03'),
      want: ['opened 01', 'closed 03'],
    },
    {
      given: 'an end only a later night could tell',
      nights: said(['01', lead], ['02', null, 'cannot-judge'], ['03', null]),
      closed: closedIn('03'),
      want: ['opened 01', 'unjudged 02', 'closed 03'],
    },
    {
      given: 'data withdrawn while another source was silent',
      nights: said(['01', lead], ['02', null, 'cannot-judge']),
      closed: closedIn('02'),
      want: ['opened 01', 'closed 02'],
    },
    {
      given: 'a night judged twice, and right the second time',
      nights: said(['01', suggested], ['01', lead], ['02', lead]),
      closed: null,
      want: ['opened 01'],
    },
    { given: 'results that are not kept any more', nights: [], closed: closedIn('05'), want: ['opened 01', 'closed 05'] },
    {
      given: 'results of which only the last are kept',
      nights: said(['04', lead], ['05', suggested]),
      closed: null,
      want: ['opened 01', 'changed 05 kind class'],
    },
  ])('$given: $want', ({ nights, closed, want }) => {
    const told = historyOf(nights, { ...opened, closed, unjudged: null });
    expect(told.map(({ event, on, changed }) => [event, on.slice(-2), ...changed].join(' '))).toEqual(want);
    expect(told.every(({ on, runId }) => runId === `run-${on.slice(-2)}`)).toBe(true);
  });

  it('tells of nights that could not judge it also where what it was before is not kept any more', () => {
    const unjudged = { on: day('2026-11-05'), runId: 'run-05' };
    const told = (nights: readonly Said[]) =>
      historyOf(nights, { ...opened, closed: null, unjudged }).map(({ event, on }) => `${event} ${on.slice(-2)}`);
    expect(told(said(['05', null, 'cannot-judge']))).toEqual(['opened 01', 'unjudged 05']);
    expect(told(said(['04', lead], ['05', null, 'cannot-judge']))).toEqual(['opened 01', 'unjudged 05']);
  });
});
