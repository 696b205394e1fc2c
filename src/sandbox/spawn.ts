// The parent's side of a sandbox in a process of its own: the same shape as `Sandbox`, every method asynchronous.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ProcessOptions, Reply, Request } from './process.ts';
import type { Announced, Decided, Decision, Judged, Sandbox, SandboxCounts, TruthReport, Violation } from './sandbox.ts';

export interface SandboxProcess {
  readonly environment: Record<string, string>;
  /** Whether its aid system lists any. */
  readonly hasTestPersons: boolean;
  readonly counts: () => Promise<SandboxCounts>;
  readonly violations: () => Promise<readonly Violation[]>;
  readonly applications: () => Promise<ReturnType<Sandbox['applications']>>;
  readonly judge: (flagged: readonly Judged[]) => Promise<TruthReport>;
  readonly decide: (decision: Decision) => Promise<Decided>;
  readonly decideAll: (callbackUrl: string) => Promise<Announced>;
  /** Resolves when the process has ended. */
  readonly close: () => Promise<void>;
  /** Aborts when the process ends though nobody closed it; its reason is an Error that says how. */
  readonly ended: AbortSignal;
  readonly pid: number | undefined;
}

type Ready = Extract<Reply, { type: 'ready' }>;
type Answer = Exclude<Reply, { type: 'ready' | 'failed' }>;
type Question = Exclude<Request, { type: 'start' | 'stop' }>;

const asError = ({ message, code }: Extract<Reply, { type: 'failed' }>): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

const endingOf = (code: number | null, signal: NodeJS.Signals | null): Error =>
  new Error(`the sandbox process ended (${signal ?? `exit ${code}`})`);

/** Questions under way, by id; all are refused if the process ends. */
class Correspondence {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (reply: Reply) => this.#settle(reply));
    child.once('exit', (code, signal) => this.#refuseAll(endingOf(code, signal)));
  }

  ask<T extends Answer['type']>(expected: T, question: (id: number) => Question): Promise<Extract<Answer, { type: T }>> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const receive = (answer: Answer): void => {
        if (isAnswer(answer, expected)) resolve(answer);
        else reject(new Error(`the sandbox process answered ${answer.type}, not ${expected}`));
      };
      this.#waiting.set(id, { resolve: receive, reject });
      if (this.#child.connected) this.#child.send(question(id));
      else this.#refuseAll(new Error('the sandbox process has ended'));
    });
  }

  #settle(reply: Reply): void {
    if (reply.type === 'ready' || reply.id === undefined) return;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.type === 'failed') waiting?.reject(asError(reply));
    else waiting?.resolve(reply);
  }

  #refuseAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const isAnswer = <T extends Answer['type']>(answer: Answer, expected: T): answer is Extract<Answer, { type: T }> =>
  answer.type === expected;

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.send({ type: 'stop' } satisfies Request);
  await ended;
};

/** Waits for `ready`; whatever else comes first is the failure. */
const readiness = (child: ChildProcess): Promise<Ready> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the sandbox process ended before it was ready (${signal ?? `exit ${code}`})`)));
    child.once('message', (reply: Reply) => {
      if (reply.type === 'ready') resolve(reply);
      else reject(reply.type === 'failed' ? asError(reply) : new Error(`unexpected ${reply.type}`));
    });
  });

/** A city is held whole, at some two and a half kilobytes a member; what telling it leaves behind is collected, not kept. */
const heapFor = (members: number): string[] => [`--max-old-space-size=${256 + Math.ceil(members / 100)}`, '--max-semi-space-size=16'];

/**
 * Starts a sandbox in a process of its own, out of reach of Ctrl-C and a closed terminal from its first moment on: the parent still needs its
 * counterparts to finish in order. Rejects as `startSandbox` does, with the system's `code` where there is one.
 */
export const startSandboxProcess = async (options: ProcessOptions): Promise<SandboxProcess> => {
  const child = fork(new URL('./process.ts', import.meta.url), {
    execArgv: heapFor(options.members),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const correspondence = new Correspondence(child);
  child.send({ type: 'start', options } satisfies Request);
  const { environment, hasTestPersons } = await readiness(child).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  const ended = new AbortController();
  const noteEnd = (code: number | null, signal: NodeJS.Signals | null): void => ended.abort(endingOf(code, signal));
  child.once('exit', noteEnd);
  return {
    environment,
    hasTestPersons,
    ended: ended.signal,
    counts: async () => (await correspondence.ask('counts', (id) => ({ type: 'counts', id }))).counts,
    violations: async () => (await correspondence.ask('violations', (id) => ({ type: 'violations', id }))).violations,
    applications: async () => (await correspondence.ask('applications', (id) => ({ type: 'applications', id }))).applications,
    judge: async (flagged) => (await correspondence.ask('judged', (id) => ({ type: 'judge', id, flagged }))).report,
    decide: async (decision) => (await correspondence.ask('decided', (id) => ({ type: 'decide', id, decision }))).decided,
    decideAll: async (callbackUrl) => (await correspondence.ask('announced', (id) => ({ type: 'decide-all', id, callbackUrl }))).announced,
    close: () => {
      child.off('exit', noteEnd);
      return end(child);
    },
    pid: child.pid,
  };
};
