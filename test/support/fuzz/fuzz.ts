/**
 * Bad and odd requests over every operation of the contract, against a running server: what is answered must be what the contract allows, never an
 * error of ours, and nothing planted may come back or be in the log. Reports the first faults with the seed that makes them again.
 */
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { parse } from 'yaml';
import { type Contract, type Operation, operationsOf, problemsOf } from '../../../src/api/operation.ts';
import { PROBLEM_TYPE } from '../../../src/api/problem.ts';
import { contractRules } from '../../../src/api/validation.ts';
import { logFileOf } from '../../../src/observe/log.ts';
import { type Answer, type Api, basic, begin, openApi, type ProblemBody, read } from '../api.ts';
import { bends, textOf } from './bend.ts';
import { type Draft, percent, validRequest } from './inputs.ts';
import { plantedIn } from './planted.ts';

export interface FuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly problems: Readonly<Record<string, number>>;
  /** Of each operation, how many were answered as if nothing were wrong. */
  readonly answered: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

const AT_ONCE = 16;
/** In a minute: fewer than a stranger may send. */
const CHUNK = 100;
/** Tokens live for five minutes. */
const CHUNKS_WITH_ONE_KEY = 4;
const MOST_FAULTS = 20;

interface Keys {
  readonly client: Readonly<Record<string, string>>;
  readonly administrator: Readonly<Record<string, string>>;
  /** Whose session is ended again and again. */
  readonly leaving: Readonly<Record<string, string>>;
  readonly byRole: Readonly<Record<'another-client' | 'auditor' | 'viewer', Readonly<Record<string, string>>>>;
}

interface Fuzzing {
  readonly inputs: number;
  readonly seed: number;
}

/** Whatever is said is in its log. */
export const openTalkative = (): Promise<Api> => openApi({ variables: { HUZHENG_LOG_LEVEL: 'debug' } });

export const fuzz = async (fuzzing: Fuzzing): Promise<FuzzReport> => {
  const api = await openTalkative();
  try {
    return await fuzzOn(api, fuzzing);
  } finally {
    await api.close();
  }
};

export const fuzzOn = async (api: Api, { inputs, seed }: Fuzzing): Promise<FuzzReport> => {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const contract = parse(await readFile(new URL('../../../openapi/huzheng.yaml', import.meta.url), 'utf8')) as Contract;
    const operations = operationsOf(contract);
    const judge = judgeOf(contract, operations);
    const drafts = draftsOf(operations, contract);
    const tally = {
      statuses: {} as Record<string, number>,
      problems: {} as Record<string, number>,
      answered: {} as Record<string, number>,
    };
    const faults: string[] = [];
    const count = (of: Record<string, number>, what: string): void => {
      of[what] = (of[what] ?? 0) + 1;
    };
    const one = async (draft: Draft, keys: Keys): Promise<void> => {
      const answer = await send(draft, { api, agent, keys }).catch((broken: Error) => broken);
      if (answer instanceof Error) return void faults.push(`the connection broke (${answer.message}): ${shown(draft)}`);
      count(tally.statuses, String(answer.status));
      if (answer.status >= 400) count(tally.problems, codeIn(answer));
      else count(tally.answered, draft.operationId);
      const fault = judge(draft, answer);
      if (fault !== null && faults.length < MOST_FAULTS)
        faults.push(`${fault}: ${shown(draft)} → ${answer.status} ${answer.text.slice(0, 300)}`);
    };
    let keys = await keysFor(api);
    for (let done = 0; done < inputs; done += CHUNK) {
      const chunk = fc.sample(drafts, { seed: seed + done, numRuns: Math.min(CHUNK, inputs - done) });
      await anotherMinute(api);
      if ((done / CHUNK) % CHUNKS_WITH_ONE_KEY === 0) keys = await keysFor(api);
      const held = keys;
      await eachAtOnce(chunk, (draft) => one(draft, held));
    }
    const log = await readFile(logFileOf(api.context.config.home), 'utf8');
    for (const planted of plantedIn(log)) faults.push(`in the log: ${planted}`);
    return { seed, inputs, ...tally, faults };
  } finally {
    agent.destroy();
  }
};

const draftsOf = (operations: readonly Operation[], contract: Contract): fc.Arbitrary<Draft> =>
  fc
    .tuple(
      fc.oneof(...operations.map((operation) => ({ weight: weightOf(operation), arbitrary: validRequest(operation, contract) }))),
      bends,
    )
    .map(([draft, bent]) => {
      const bad = bent.reduce((known, bend) => bend(known), draft);
      return { ...bad, isBentElsewhere: bad.path !== draft.path || bad.method !== draft.method };
    });

/** What takes the most is tried the most. */
const weightOf = ({ body, parameters }: Operation): number => 1 + parameters.length + (body === null ? 0 : 5);

const eachAtOnce = async (drafts: readonly Draft[], act: (draft: Draft) => Promise<void>): Promise<void> => {
  const left = drafts.values();
  const work = async (): Promise<void> => {
    for (const draft of left) await act(draft);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

/** With nothing used up. */
const anotherMinute = async (api: Api): Promise<void> => {
  api.anotherMinute();
  await api.context.pool.query('delete from allowance');
};

const keysFor = async (api: Api): Promise<Keys> => {
  const [client, another, administrator, leaving, auditor, viewer] = [
    await api.clientAs('fuzz'),
    await api.clientAs('fuzz-cases', ['cases:read']),
    await api.operatorAs(['administrator', 'viewer', 'operator', 'rule-keeper'], 'administrator'),
    await api.operatorAs(['viewer'], 'leaving'),
    await api.operatorAs(['auditor'], 'auditor'),
    await api.operatorAs(['viewer'], 'viewer'),
  ];
  return {
    client,
    administrator: { cookie: administrator.cookie },
    leaving: { cookie: leaving.cookie },
    byRole: { 'another-client': another, auditor: { cookie: auditor.cookie }, viewer: { cookie: viewer.cookie } },
  };
};

const OF_CLIENTS = ['verifyIdentity', 'verifyIdentities', 'showVerification'];
const OF_AUDITORS = ['listAudit', 'listLooks'];

const credentialsOf = (
  { as, method, operationId }: Draft,
  { client, administrator, leaving, byRole }: Keys,
): Readonly<Record<string, string>> => {
  switch (as) {
    case 'nobody':
      return {};
    case 'garbage':
      return { authorization: 'Bearer aaaa.bbbb.cccc', cookie: 'huzheng-session=0123456789012345678901234567890' };
    case 'whoever-may':
      if (operationId === 'issueToken') return { authorization: basic('fuzz', 'secret-of-fuzz') };
      if (OF_CLIENTS.includes(operationId)) return client;
      if (OF_AUDITORS.includes(operationId)) return byRole.auditor;
      return method === 'DELETE' ? leaving : administrator;
    default:
      return byRole[as];
  }
};

const send = async (
  draft: Draft,
  { api, agent, keys }: { readonly api: Api; readonly agent: Agent; readonly keys: Keys },
): Promise<Answer> => {
  const { method, path, query, mediaType, headers } = draft;
  const body = bodyOf(draft);
  const search = query.map(([name, value]) => `${percent(name)}=${percent(value)}`).join('&');
  const all = { ...credentialsOf(draft, keys), ...(mediaType === null ? {} : { 'content-type': mediaType }), ...headers };
  return read(
    await begin(
      api.server.url,
      { method, path: search === '' ? path : `${path}?${search}`, headers: all, ...(body === null ? {} : { body }) },
      agent,
    ),
  );
};

const bodyOf = ({ raw, body, mediaType }: Draft): Buffer | string | null => {
  if (raw !== null) return raw;
  if (body === undefined) return null;
  if (mediaType !== 'application/x-www-form-urlencoded') return JSON.stringify(body);
  return Object.entries(body ?? {})
    .map(([name, value]) => `${percent(name)}=${percent(textOf(value))}`)
    .join('&');
};

const codeIn = ({ json }: Answer): string => {
  const { type, error } = (json ?? {}) as { readonly type?: string; readonly error?: string };
  return type?.replace('urn:huzheng:problem:', '') ?? error ?? 'none';
};

/** Null: nothing is wrong with the answer. */
const judgeOf = (contract: Contract, operations: readonly Operation[]): ((draft: Draft, answer: Answer) => string | null) => {
  const rules = contractRules(contract);
  const keeps = (schema: string, value: unknown): boolean => {
    try {
      rules.schema(schema)(value);
      return true;
    } catch {
      return false;
    }
  };
  const allowed = new Map(operations.map((operation) => [operation.operationId, problemsOf(operation, contract)]));
  const isProblem = (answer: Answer, { method, operationId }: Draft): boolean => {
    if (method === 'HEAD') return true;
    if (operationId === 'issueToken' && keeps('TokenRefusal', answer.json)) return true;
    const { headers, status, json } = answer;
    const code = codeIn(answer);
    const listed = contract['x-problems'][code];
    return (
      headers['content-type'] === PROBLEM_TYPE &&
      keeps('Problem', json) &&
      listed?.status === status &&
      (json as ProblemBody).traceId === headers['x-trace-id']
    );
  };
  return (draft, answer) => {
    const { status, headers, text } = answer;
    if (status >= 500) return 'an error of ours';
    if (NAMES.has(draft.operationId) && status < 300) return null;
    const echoed = plantedIn(`${JSON.stringify(headers)}\n${text}`);
    if (echoed.length > 0) return `echoed ${echoed.join(', ')}`;
    if (status < 400) return null;
    if (!isProblem(answer, draft)) return 'no problem of the contract';
    const listed = allowed.get(draft.operationId) ?? [];
    return draft.isBentElsewhere || listed.includes(codeIn(answer)) || Object.hasOwn(Object(answer.json), 'error')
      ? null
      : 'a problem this operation does not list';
  };
};

/** Answers that are about telling a name: who a member is, as an operator asked for; what an administrator called a system. Each is tried by itself. */
const NAMES = new Set(['revealMember', 'listClients', 'addClient', 'rotateClient', 'revokeClient']);

const shown = ({ operationId, method, path, query, headers, body, raw, as, mediaType }: Draft): string =>
  JSON.stringify({
    operationId,
    method,
    path,
    query,
    headers,
    as,
    mediaType,
    ...(raw === null ? { body } : { raw: raw.toString('latin1').slice(0, 300) }),
  }).slice(0, 1_500);
