/** Counterparts as an operator reads them on a terminal: what needs somebody first in each line. */
import { type Instant, wallTime } from '../domain/period.ts';
import type { Because, Health } from '../sources/health.ts';
import type { DatasetNow, SourceNow } from '../sources/sources-now.ts';
import type { Maintenance } from '../storage/maintenance.ts';
import type { CallsOfAStep } from '../storage/upstream-calls.ts';
import { padDisplay } from './display-width.ts';
import { faultText } from './jobs-text.ts';
import { many } from './many.ts';

const HEALTH: Readonly<Record<Health, string>> = {
  ok: 'ok 正常',
  failing: 'failing 异常',
  paused: 'paused 已暂停',
  closed: 'closed 停服',
  unknown: 'unknown 未知',
};

const BECAUSE: Readonly<Record<Because, string>> = {
  paused: 'an operator has paused it',
  'closed-hours': 'its closed hours',
  maintenance: 'planned maintenance',
  'circuit-open': 'several outages in a row of one of its services',
  'calls-fail': 'at least half of the calls of the last quarter of an hour failed',
  'calls-answered': 'calls are answered',
  'last-call-failed': 'the last call failed',
  'last-call-answered': 'the last call was answered',
  'not-called-lately': 'nobody has called it for 26 hours',
  'never-called': 'nobody has called it yet',
};

/** To the minute, Asia/Shanghai. */
const minute = (at: Instant): string => wallTime(at).slice(0, 16);

export const sourcesText = (sources: readonly SourceNow[]): string => `${sources.map(sourceText).join('\n\n')}\n`;

const sourceText = (source: SourceNow): string => {
  const { title, host, health, because, opensAt, paused, lastError, quota, calls } = source;
  const opens = opensAt === null ? '' : `, opens ${minute(opensAt)}`;
  const turnedAway = calls.notSentLastHour === 0 ? '' : `, ${calls.notSentLastHour} turned away here`;
  const allowed = quota === null ? '' : `; ${quota.callsLastMinute} in the last minute of ${quota.perSecond * 60} allowed`;
  return [
    `${padDisplay(source.source, 18)} ${padDisplay(title, 8)} ${padDisplay(HEALTH[health], 16)} ${BECAUSE[because]}${opens}${host === null ? '' : ` (${host})`}`,
    ...(paused === null ? [] : [`  paused since ${minute(paused.since)} by ${paused.by}: ${paused.why}`]),
    `  calls: ${calls.lastHour} in the last hour, ${calls.failedLastHour} failed${turnedAway}${allowed}`,
    ...(lastError === null ? [] : [`  last error ${minute(lastError.at)}  ${lastError.code}: ${errorText(source.source, lastError)}`]),
    ...source.datasets.map(datasetText),
  ].join('\n');
};

const errorText = (source: string, { operation, kind, code, detail, authority }: NonNullable<SourceNow['lastError']>): string => {
  const said = {
    source,
    operation,
    ...(authority?.httpStatus == null ? {} : { httpStatus: authority.httpStatus }),
    ...(authority?.code == null ? {} : { code: authority.code }),
    ...(authority?.message == null ? {} : { message: authority.message }),
  };
  return faultText({ kind, code, detail, authority: said });
};

const datasetText = ({ dataset, state, asOf, lagSeconds, fetched, failedJobs }: DatasetNow): string => {
  const speaks = asOf === null ? 'never read to its end' : `as of ${minute(asOf)}, ${lagText(lagSeconds ?? 0)} behind`;
  const rows = fetched === null ? '' : `, ${fetched} rows`;
  const failed = failedJobs === 0 ? '' : `, ${many(failedJobs, 'failed job', 'failed jobs')}`;
  return `  ${dataset.padEnd(16)} ${state.padEnd(10)} ${speaks}${rows}${failed}`;
};

/** In the largest unit that does not hide how late it is. */
export const lagText = (seconds: number): string => {
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours > 0) return `${hours} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 60)} min`;
};

/** Steps without a call are left out: a terminal has no use for a line of noughts. */
export const callsText = (steps: readonly CallsOfAStep[]): string => {
  const called = steps.filter(({ calls, notSent }) => calls + notSent > 0);
  if (called.length === 0) return 'Nothing was called.\n';
  const lines = called.map(({ at, calls, failed, notSent, meanMs, maxMs, byCode }) => {
    const codes = Object.entries(byCode).map(([code, n]) => `${code} ${n}`);
    const took = meanMs === null ? '' : `  mean ${meanMs} ms, longest ${maxMs} ms`;
    const away = notSent === 0 ? '' : `, ${notSent} turned away here`;
    return `${minute(at)}  ${String(calls).padStart(6)} calls, ${failed} failed${away}${took}${codes.length === 0 ? '' : `  ${codes.join(', ')}`}`;
  });
  return `${lines.join('\n')}\n`;
};

export const maintenanceText = (planned: readonly (Maintenance & { readonly state: string })[]): string => {
  if (planned.length === 0) return 'No closure is planned.\n';
  const lines = planned.map(
    ({ maintenanceId, source, from, to, state, why, by }) =>
      `${maintenanceId}  ${source.padEnd(18)} ${minute(from)} to ${minute(to)}  ${state}  ${why} (${by})`,
  );
  return `${lines.join('\n')}\n`;
};
