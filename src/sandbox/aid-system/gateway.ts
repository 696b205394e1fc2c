// The aid system 工会帮 (interfaces.md §4): the roster, and what becomes of prefilled applications.

import type { Answer, Counterpart, JsonObject, Mood, Received } from '../http/exchange.ts';
import { ok, parseObject } from '../http/exchange.ts';
import { publishedTestPersons } from '../published.ts';
import type { Surroundings } from '../surroundings.ts';
import { essentials, faultsOf } from './application-body.ts';
import { type Application, type Applications, digestOf, type Put } from './applications.ts';
import { type Roster, rosterOf, rosterPage } from './roster.ts';
import { isAuthorised, issueToken } from './tokens.ts';

/** No part of interfaces.md: whoever tests against the sandbox looks here, without signing in. */
const TEST_PERSONS_PATH = '/sandbox/test-persons';
/** As the path above: a POST brings about what test persons do after the roster was read. Nothing happens of itself, so a night done twice finds nothing new. */
const ROSTER_CHANGES_PATH = '/sandbox/roster-changes';

const LONGEST_PAGE = 1000;
const USUAL_PAGE = 100;
/** Applications and questions about them that a roster of one gives rise to. */
const APPLICATIONS_PER_MEMBER = 0.3;

const STATUS_OF_PUT: Record<Put, number> = { accepted: 201, replaced: 201, replayed: 200, conflicting: 409 };

interface Route {
  readonly operation:
    | 'token'
    | 'members'
    | 'put-application'
    | 'get-application'
    | 'withdraw-application'
    | 'test-persons'
    | 'roster-changes'
    | 'unknown';
  readonly applicationId: string;
}

const FIXED_ROUTES: Readonly<Record<string, Route['operation']>> = {
  'POST /oauth2/token': 'token',
  'GET /v1/members': 'members',
  [`GET ${TEST_PERSONS_PATH}`]: 'test-persons',
  [`POST ${ROSTER_CHANGES_PATH}`]: 'roster-changes',
};

const routeOf = ({ method, path }: Received): Route => {
  const [, applicationId = '', withdrawal] = /^\/v1\/prefilled-applications\/([\w-]{1,64})(\/withdrawal)?$/.exec(path) ?? [];
  const route = (operation: Route['operation']): Route => ({ operation, applicationId });
  if (applicationId === '') return route(FIXED_ROUTES[`${method} ${path}`] ?? 'unknown');
  if (withdrawal !== undefined) return route(method === 'POST' ? 'withdraw-application' : 'unknown');
  return route(method === 'PUT' ? 'put-application' : method === 'GET' ? 'get-application' : 'unknown');
};

const problem = (status: number, type: string, rest: JsonObject = {}): Answer => ({ status, body: { type, ...rest } });

const stateOf = ({ version, status, reasonCode, decidedAt }: Application): JsonObject => ({
  version,
  status,
  ...(reasonCode !== undefined && { reasonCode }),
  ...(decidedAt !== undefined && { decidedAt }),
});

class AidSystem implements Counterpart {
  readonly source = 'aid-system';
  readonly #surroundings: Surroundings;
  readonly #applications: Applications;
  #roster: Roster;
  readonly #memberIds: ReadonlySet<string | null>;

  constructor(surroundings: Surroundings, applications: Applications) {
    this.#surroundings = surroundings;
    this.#applications = applications;
    this.#roster = rosterOf(surroundings.city);
    this.#memberIds = new Set(surroundings.city.members.map(({ memberId }) => memberId));
  }

  get expectedCalls(): number {
    const members = this.#surroundings.city.members.length;
    return 1 + Math.ceil(this.#roster.entries.length / LONGEST_PAGE) + Math.ceil(members * APPLICATIONS_PER_MEMBER);
  }

  operationOf(received: Received): string {
    return routeOf(received).operation;
  }

  answer(received: Received, mood: Mood): Answer {
    const { credentials, clock } = this.#surroundings;
    const { operation, applicationId } = routeOf(received);
    if (operation === 'test-persons') return ok({ items: publishedTestPersons(this.#surroundings.city) });
    if (operation === 'roster-changes') return this.#bringAboutChanges();
    if (operation === 'token') return issueToken(received, credentials.aidSystem, clock.now());
    if (!isAuthorised(received, credentials.aidSystem, clock.now())) return this.#unauthorised();
    if (operation === 'members') return this.#members(received.query, mood);
    if (operation === 'put-application') return this.#put(applicationId, parseObject(received.text));
    if (operation === 'get-application') return this.#get(applicationId);
    if (operation === 'withdraw-application') return this.#withdraw(applicationId, parseObject(received.text) ?? {});
    return problem(404, 'not-found');
  }

  #bringAboutChanges(): Answer {
    const { later } = this.#roster;
    this.#roster = { ...this.#roster, isLater: true };
    return ok({ changed: later.length });
  }

  #unauthorised(): Answer {
    this.#surroundings.tally.refused(this.source, '401');
    return { ...problem(401, 'unauthorized'), headers: { 'www-authenticate': 'Bearer' } };
  }

  #members(query: URLSearchParams, mood: Mood): Answer {
    const { city, quirks, tally } = this.#surroundings;
    const limit = Number(query.get('limit') || USUAL_PAGE);
    if (limit > LONGEST_PAGE) tally.violated(this.source, 'page-too-large', `limit over ${LONGEST_PAGE}`);
    if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
      return problem(400, 'invalid', { detail: `limit must be 1 to ${LONGEST_PAGE}` });
    const page = rosterPage({ roster: this.#roster, city, quirks, mood, cursor: query.get('cursor') ?? '', limit });
    return page ? ok(page) : problem(400, 'invalid', { detail: 'cursor unknown' });
  }

  #put(applicationId: string, body: JsonObject | undefined): Answer {
    const { tally } = this.#surroundings;
    const errors = body ? faultsOf(body) : [{ pointer: '', detail: 'must be a JSON object' }];
    if (!body || errors.length > 0) {
      tally.application('invalid');
      tally.violated(this.source, 'invalid-application', errors.map(({ detail }) => detail)[0] ?? '');
      return problem(422, 'invalid', { errors });
    }
    const application = essentials(body);
    if (!this.#memberIds.has(application.memberId)) {
      tally.application('unknownMember');
      return problem(404, 'unknown-member');
    }
    const outcome = this.#applications.put(applicationId, application, digestOf(body));
    tally.application(outcome);
    const status = STATUS_OF_PUT[outcome];
    if (outcome === 'conflicting') return problem(status, 'version-conflict');
    return { status, body: { applicationId, version: application.version, status: 'awaiting-confirmation' } };
  }

  #get(applicationId: string): Answer {
    const application = this.#applications.find(applicationId);
    return application ? ok(stateOf(application)) : problem(404, 'not-found');
  }

  #withdraw(applicationId: string, { version, reason }: JsonObject): Answer {
    const { tally } = this.#surroundings;
    const application = this.#applications.find(applicationId);
    if (!application) return problem(404, 'not-found');
    if (typeof version !== 'number' || typeof reason !== 'string' || reason === '') {
      return problem(422, 'invalid', { errors: [{ pointer: '', detail: 'version and reason are required' }] });
    }
    if (!this.#applications.withdraw(application, version)) return problem(409, 'version-conflict');
    tally.application('withdrawn');
    return this.#get(applicationId);
  }
}

/** The counterpart, and the calls a night is expected to make. */
export const aidSystem = (surroundings: Surroundings, applications: Applications): { counterpart: Counterpart; expectedCalls: number } => {
  const counterpart = new AidSystem(surroundings, applications);
  return { counterpart, expectedCalls: counterpart.expectedCalls };
};
