// The life of prefilled applications (interfaces.md §4). The aid system keeps a digest of what it was given, not the
// form; with a state file it remembers across restarts.

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { isObject, type JsonObject, parseObject } from '../http/exchange.ts';
import type { ApplicationBody } from './application-body.ts';

const STATUSES = ['awaiting-confirmation', 'confirmed', 'declined', 'expired', 'granted', 'refused', 'withdrawn'] as const;
export type ApplicationStatus = (typeof STATUSES)[number];

/** What a worker, and after them the union, may decide. */
const DECISIONS: Readonly<Record<ApplicationStatus, readonly ApplicationStatus[]>> = {
  'awaiting-confirmation': ['confirmed', 'declined'],
  confirmed: ['granted', 'refused'],
  declined: [],
  expired: [],
  granted: [],
  refused: [],
  withdrawn: [],
};
const DECIDED: readonly ApplicationStatus[] = ['confirmed', 'declined', 'granted', 'refused'];
const CONFIRMED: readonly ApplicationStatus[] = ['confirmed', 'granted', 'refused'];

export interface Application extends ApplicationBody {
  readonly applicationId: string;
  readonly digest: string;
  readonly status: ApplicationStatus;
  readonly reasonCode?: string;
  readonly decidedAt?: string;
}

export type Put = 'accepted' | 'replayed' | 'replaced' | 'conflicting';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

/** Equal for bodies that are the same JSON, whatever the order of their keys. */
export const digestOf = (body: JsonObject): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(body)))
    .digest('hex');

const isApplication = (value: JsonObject | undefined): value is JsonObject & Application =>
  typeof value?.['applicationId'] === 'string' &&
  typeof value['version'] === 'number' &&
  typeof value['digest'] === 'string' &&
  STATUSES.some((status) => status === value['status']);

/** Lines of the state file, the last per application; a line torn by a crash is passed over. */
const readState = (file: string): Application[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => parseObject(line))
        .filter(isApplication)
    : [];

export interface ApplicationsOptions {
  readonly stateFile?: string | undefined;
  /** The moment expiry is judged by: the city's date, not the wall clock. */
  readonly nowMs: number;
}

export class Applications {
  readonly #known = new Map<string, Application>();
  readonly #options: ApplicationsOptions;

  constructor(options: ApplicationsOptions) {
    this.#options = options;
    const { stateFile } = options;
    if (stateFile === undefined) return;
    for (const application of readState(stateFile)) this.#known.set(application.applicationId, application);
  }

  /** Taken once it is written; on a line of its own, whatever a full disk or a kill made of the last one. */
  #keep(application: Application): void {
    if (this.#options.stateFile !== undefined) appendFileSync(this.#options.stateFile, `\n${JSON.stringify(application)}\n`);
    this.#known.set(application.applicationId, application);
  }

  /** The application as it stands; one nobody decided in time is expired. */
  find(applicationId: string): Application | undefined {
    const application = this.#known.get(applicationId);
    const lapsed = application?.status === 'awaiting-confirmation' && Date.parse(application.expiresAt) <= this.#options.nowMs;
    return application && lapsed ? { ...application, status: 'expired' } : application;
  }

  list(): Application[] {
    return [...this.#known.keys()].flatMap((applicationId) => this.find(applicationId) ?? []);
  }

  put(applicationId: string, body: ApplicationBody, digest: string): Put {
    const current = this.find(applicationId);
    const next: Application = { ...body, applicationId, digest, status: 'awaiting-confirmation' };
    if (!current) {
      this.#keep(next);
      return 'accepted';
    }
    if (DECIDED.includes(current.status)) return 'conflicting';
    if (body.version === current.version && digest === current.digest) return 'replayed';
    if (body.version <= current.version || current.status === 'expired') return 'conflicting';
    this.#keep(next);
    return 'replaced';
  }

  /** False once confirmed, or if another version is meant. Withdrawing what is already over changes nothing. */
  withdraw(application: Application, version: number): boolean {
    if (CONFIRMED.includes(application.status) || version !== application.version) return false;
    if (application.status === 'awaiting-confirmation') this.#keep({ ...application, status: 'withdrawn' });
    return true;
  }

  /** A worker's decision. Throws RangeError for one that cannot follow the present status. */
  decide(applicationId: string, decision: { status: ApplicationStatus; reasonCode?: string | undefined; decidedAt: string }): Application {
    const current = this.find(applicationId);
    if (!current) throw new RangeError('no such application');
    const { status, reasonCode, decidedAt } = decision;
    if (!DECISIONS[current.status].includes(status))
      throw new RangeError(`an application that is ${current.status} cannot become ${status}`);
    const decided = { ...current, status, decidedAt, ...(reasonCode !== undefined && { reasonCode }) };
    this.#keep(decided);
    return decided;
  }
}
