/** Where a night's time went, as its own rows of work tell, and CPU by phase, as it was seen now and then. */
import { PHASES } from '../../../src/jobs/phases.ts';
import type { Server } from '../database.ts';
import type { Sample } from './watch.ts';

export interface Stage {
  readonly step: string;
  readonly dataset: string | null;
  /** `catch-up` where it read again for those whose earlier rows had been dropped. */
  readonly kind: string;
  readonly units: number;
  readonly attempts: number;
  /** Summed over attempts, several of which are under way at once. */
  readonly busySeconds: number;
  /** From the first that began to the last that ended. */
  readonly spanSeconds: number;
}

export interface PhaseCost {
  readonly phase: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly databaseCpuSeconds: number;
}

export const stagesOf = (server: Server, name: string, runId: string): Promise<readonly Stage[]> =>
  server.query<Stage>(
    name,
    `select w.step, w.dataset, coalesce(w.params ->> 'kind', '') as kind, count(distinct w.work_id)::int as units, count(*)::int as attempts,
            sum(extract(epoch from a.ended_at - a.started_at))::float as "busySeconds",
            extract(epoch from max(a.ended_at) - min(a.started_at))::float as "spanSeconds"
       from work w join work_attempt a using (work_id) where w.run_id = '${runId}' group by 1, 2, 3 order by min(a.started_at)`,
  );

interface Began {
  readonly step: string;
  readonly at: number;
}

const between = (one: number, other: number, share: number): number => one + (other - one) * share;

/** As it was at a moment, read between the samples beside it. */
const cpuAt = (samples: readonly Sample[], at: number): Pick<Sample, 'cpuSeconds' | 'databaseCpuSeconds'> => {
  const next = samples.findIndex((sample) => sample.at >= at);
  const [after, before] = [samples.at(next < 0 ? -1 : next), samples[Math.max(0, (next < 0 ? samples.length : next) - 1)]];
  if (after === undefined || before === undefined) return { cpuSeconds: 0, databaseCpuSeconds: 0 };
  const share = after.at === before.at ? 1 : Math.min(1, (at - before.at) / (after.at - before.at));
  return {
    cpuSeconds: between(before.cpuSeconds, after.cpuSeconds, share),
    databaseCpuSeconds: between(before.databaseCpuSeconds, after.databaseCpuSeconds, share),
  };
};

export const phasesOf = async (
  server: Server,
  { name, runId, samples }: { readonly name: string; readonly runId: string; readonly samples: readonly Sample[] },
): Promise<readonly PhaseCost[]> => {
  const began = await server.query<Began>(
    name,
    `select w.step, (extract(epoch from min(a.started_at)) * 1000)::float as at from work w join work_attempt a using (work_id) where w.run_id = '${runId}' group by 1`,
  );
  const [start, end] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 0];
  const phases = PHASES.flatMap((phase) => {
    const starts = began.filter(({ step }) => phase.steps.includes(step)).map(({ at }) => at);
    return starts.length === 0 ? [] : [{ phase: phase.name, at: Math.min(...starts) }];
  });
  const cuts = [{ phase: 'start', at: start }, ...phases];
  return cuts.map(({ phase, at }, nth) => {
    const until = cuts[nth + 1]?.at ?? end;
    const [from, to] = [cpuAt(samples, at), cpuAt(samples, until)];
    return {
      phase,
      seconds: (until - at) / 1000,
      cpuSeconds: to.cpuSeconds - from.cpuSeconds,
      databaseCpuSeconds: to.databaseCpuSeconds - from.databaseCpuSeconds,
    };
  });
};
