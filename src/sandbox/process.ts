// The sandbox in a process of its own, spoken to over IPC (spawn.ts is the parent's side). It ends when told to, and when
// its parent is gone: the channel closes even if the parent was killed.

import type { FaultWindow } from './faults.ts';
import { type Decision, type Judged, type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';

/** Options that can be sent to another process. */
export type ProcessOptions = Omit<SandboxOptions, 'clock'> & { readonly faults?: readonly FaultWindow[] };

export type Request =
  | { readonly type: 'start'; readonly options: ProcessOptions }
  | { readonly type: 'counts' | 'violations' | 'applications'; readonly id: number }
  | { readonly type: 'judge'; readonly id: number; readonly flagged: readonly Judged[] }
  | { readonly type: 'decide'; readonly id: number; readonly decision: Decision }
  | { readonly type: 'decide-all'; readonly id: number; readonly callbackUrl: string }
  | { readonly type: 'stop' };

export type Reply =
  | { readonly type: 'ready'; readonly environment: Record<string, string>; readonly hasTestPersons: boolean }
  | { readonly type: 'failed'; readonly message: string; readonly code?: string; readonly id?: number }
  | { readonly type: 'counts'; readonly id: number; readonly counts: ReturnType<Sandbox['counts']> }
  | { readonly type: 'violations'; readonly id: number; readonly violations: ReturnType<Sandbox['violations']> }
  | { readonly type: 'applications'; readonly id: number; readonly applications: ReturnType<Sandbox['applications']> }
  | { readonly type: 'judged'; readonly id: number; readonly report: ReturnType<Sandbox['judge']> }
  | { readonly type: 'decided'; readonly id: number; readonly decided: Awaited<ReturnType<Sandbox['decide']>> }
  | { readonly type: 'announced'; readonly id: number; readonly announced: Awaited<ReturnType<Sandbox['decideAll']>> };

const failure = (error: unknown, id?: number): Reply => ({
  type: 'failed',
  message: error instanceof Error ? error.message : String(error),
  ...(error instanceof Error && 'code' in error && typeof error.code === 'string' && { code: error.code }),
  ...(id !== undefined && { id }),
});

const answer = async (sandbox: Sandbox, request: Exclude<Request, { type: 'start' | 'stop' }>): Promise<Reply> => {
  const { id } = request;
  switch (request.type) {
    case 'counts':
      return { type: 'counts', id, counts: sandbox.counts() };
    case 'violations':
      return { type: 'violations', id, violations: sandbox.violations() };
    case 'applications':
      return { type: 'applications', id, applications: sandbox.applications() };
    case 'judge':
      return { type: 'judged', id, report: sandbox.judge(request.flagged) };
    case 'decide':
      return { type: 'decided', id, decided: await sandbox.decide(request.decision) };
    case 'decide-all':
      return { type: 'announced', id, announced: await sandbox.decideAll(request.callbackUrl) };
  }
};

const listen = (): void => {
  let sandbox: Promise<Sandbox> | undefined;

  const reply = (message: Reply): void => {
    if (process.connected) process.send?.(message);
  };
  // Closing the servers and the channel leaves nothing to wait for, and the process ends.
  const stop = async (): Promise<void> => {
    await sandbox?.then(
      (started) => started.close(),
      () => undefined,
    );
    if (process.connected) process.disconnect();
  };
  const receive = async (request: Request): Promise<void> => {
    if (request.type === 'stop') return stop();
    if (request.type === 'start') {
      sandbox = startSandbox(request.options);
      const { environment, testPersons } = await sandbox;
      return reply({ type: 'ready', environment, hasTestPersons: testPersons.length > 0 });
    }
    if (!sandbox) throw new Error('the sandbox was not started');
    return reply(await answer(await sandbox, request));
  };

  process.on('message', (request: Request) => {
    receive(request).catch((error: unknown) => reply(failure(error, 'id' in request ? request.id : undefined)));
  });
  process.once('disconnect', () => void stop());
};

listen();
