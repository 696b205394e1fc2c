/**
 * A city in which every page has something to show: a night that came to its end and another that social security refused, a retry that stopped by itself
 * because it still does, rows in quarantine, cases, applications, contradictions and a correction request, alerts, a client system, a look at a member.
 */
import { evaluate } from '../../src/alerts/evaluate.ts';
import type { components } from '../../src/api/contract.ts';
import { MINUTE } from '../../src/domain/period.ts';
import { ROLES } from '../../src/security/caller.ts';
import { SESSION_COOKIE } from '../../src/security/sign-in/sessions.ts';
import { askerAt, signedIn } from '../support/api.ts';
import { closed, until } from '../support/nights.ts';
import { type City, failing, openCity } from './city.ts';
import { ON_DUTY } from './visit.ts';

type Schemas = components['schemas'];

export interface LivedIn extends City {
  /** By the name of the parameter in the addresses of pages. */
  readonly ids: Readonly<Record<string, string>>;
}

const HEALED_WITHIN = 2 * MINUTE;

export const openLivedIn = async (): Promise<LivedIn> => {
  const city = await openCity();
  await city.night();
  await city.restartSandbox({ faults: [failing('social-security', 'refuse')] });
  const { runId } = await city.night();
  const { get, post } = await questionsOf(city);
  const [job] = (await get<Schemas['JobPage']>('/v1/jobs?state=failed')).items;
  const { retryId } = await post<Schemas['Retry']>('/v1/jobs/retry', { fingerprint: job?.fingerprint, why: '对方已恢复' });
  await until(async () => (await get<Schemas['RetryDetail']>(`/v1/retries/${retryId}`)).retry.state === 'stopped', HEALED_WITHIN);
  const [discrepancy] = (await get<Schemas['DiscrepancyPage']>('/v1/discrepancies')).items;
  const to = discrepancy?.says[0]?.source;
  await post(`/v1/discrepancies/${discrepancy?.discrepancyId}/resolve`, { action: 'request-correction', to, why: '各部门说法不一' });
  const [application] = (await get<Schemas['ApplicationPage']>('/v1/applications')).items;
  const [one] = (await get<Schemas['CasePage']>('/v1/cases')).items;
  const [row] = (await get<Schemas['QuarantinePage']>('/v1/quarantine')).items;
  const memberId = one?.memberId ?? '';
  await post(`/v1/members/${memberId}/reveal`, { purpose: one?.purpose, why: '核对帮扶线索' });
  await post('/v1/clients', { clientId: 'city-hall', name: '市民服务大厅', scopes: ['verify'] });
  // The retry opened it once more.
  await closed(city.context, runId, HEALED_WITHIN);
  await evaluate(city.context, null);
  const ids = {
    memberId,
    runId,
    jobId: job?.jobId,
    retryId,
    quarantineId: row?.quarantineId,
    caseId: one?.caseId,
    applicationId: application?.applicationId,
    discrepancyId: discrepancy?.discrepancyId,
  };
  return { ...city, ids: Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id ?? `no-${name}`])) };
};

/** Asked by somebody who may everything. */
const questionsOf = async ({ url, context }: City) => {
  const { secret } = await signedIn(
    context,
    ROLES.filter((role) => role !== 'auditor'),
    ON_DUTY,
  );
  const ask = askerAt(url);
  const headers = { cookie: `${SESSION_COOKIE}=${secret}`, origin: url };
  const answered = async <Body>(method: string, path: string, json?: unknown): Promise<Body> => {
    const answer = await ask({ method, path, headers, ...(json === undefined ? {} : { json }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json as Body;
  };
  return {
    get: <Body>(path: string) => answered<Body>('GET', path),
    post: <Body>(path: string, json: unknown) => answered<Body>('POST', path, json),
  };
};
