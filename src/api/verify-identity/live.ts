/** The authorities asked while somebody waits, all side by side under one deadline. */
import type { Context } from '../../context.ts';
import { compareNames } from '../../domain/person-name.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { Dossier } from '../../pipeline/2-normalise/types.ts';
import type { LiveAnswer, Subject } from '../../upstream/connector.ts';
import { SOURCE_PAUSED } from '../../upstream/source-pauses.ts';
import { orAbort } from './deadline.ts';

/** `answer` is null where none came: then what is stored stands, as far as it is fresh. */
export interface Asked {
  readonly source: Authority;
  readonly answer: LiveAnswer | null;
  readonly status: 'ok' | 'timeout' | 'error' | 'paused';
  readonly latencyMs: number;
}

export interface LiveDesk {
  /** Everyone named is asked at once; resolves by the deadline, whoever is still silent then. */
  readonly askAll: (subject: Subject, sources: readonly Authority[], deadline: AbortSignal) => Promise<readonly Asked[]>;
}

type Parts = Pick<Context, 'authorities' | 'log' | 'now' | 'config'>;

const isPermitted = (source: Authority, dossier: Dossier): boolean =>
  TESTIMONIES.some((dataset) => sourceOf(dataset) === source && dossier.readings[dataset].state !== 'withheld');

/** Whom the dossier's member lets us ask. */
export const permittedSources = (dossier: Dossier): readonly Authority[] => AUTHORITIES.filter((source) => isPermitted(source, dossier));

/** What came of a question that several may share; `ranOut`: its time was over, which is that of whoever asked first. */
interface Heard extends Asked {
  readonly ranOut: boolean;
}

/** Whoever asks about the same person at the same moment shares one question to each authority. */
export const liveDesk = (context: Parts): LiveDesk => {
  const underWay = new Map<string, Promise<Heard>>();
  const shared = (subject: Subject, source: Authority): Promise<Heard> => {
    const key = `${source} ${subject.idNumber} ${subject.name}`;
    const held = underWay.get(key);
    if (held !== undefined) return held;
    const asked = ask(subject, source, context).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };
  /** Whoever joined a question whose time was over before their own asks anew: silent is who was silent until the deadline. */
  const askedBy = async (subject: Subject, source: Authority, deadline: AbortSignal): Promise<Asked> => {
    const asked = await shared(subject, source);
    const { ranOut: _, ...heard } = asked.ranOut && !deadline.aborted ? await shared(subject, source) : asked;
    return heard;
  };
  const within = async (subject: Subject, source: Authority, deadline: AbortSignal): Promise<Asked> => {
    const startedAt = context.now();
    const waitedMs = (): number => context.now() - startedAt;
    const silent = (): Asked => ({ source, answer: null, status: 'timeout', latencyMs: waitedMs() });
    const asked = await orAbort(askedBy(subject, source, deadline), deadline).catch(silent);
    // Whoever joined later waited for a part of it only.
    return { ...asked, latencyMs: Math.min(asked.latencyMs, waitedMs()) };
  };
  return { askAll: (subject, sources, deadline) => Promise.all(sources.map((source) => within(subject, source, deadline))) };
};

/** Faults of a counterpart that was asked and said nothing. */
const SILENCES: ReadonlySet<string> = new Set(['stalled', 'timed-out', 'deadline-passed']);
const isSilence = (thrown: unknown): boolean => thrown instanceof Fault && SILENCES.has(thrown.code);

/** Never rejects. It has the time of whoever asked first. */
const ask = async (subject: Subject, source: Authority, { authorities, log, now, config }: Parts): Promise<Heard> => {
  const startedAt = now();
  const deadline = AbortSignal.timeout(config.liveDeadlineMs);
  const came = (answer: LiveAnswer | null, status: Asked['status']): Heard => {
    const ranOut = status === 'timeout' && deadline.aborted;
    return { source, answer, status, latencyMs: now() - startedAt, ranOut };
  };
  try {
    return came(await orAbort(authorities[source].ask(subject, { priority: 'live', signal: deadline }), deadline), 'ok');
  } catch (fault) {
    log.failed({ doing: 'verify-identity', fault });
    if (fault instanceof Fault && fault.code === SOURCE_PAUSED) return came(null, 'paused');
    return came(null, deadline.aborted || isSilence(fault) ? 'timeout' : 'error');
  }
};

/** Authorities whose live answer states the caller's name, whatever the roster calls the person. */
export const liveHolders = (live: readonly Asked[], name: string): readonly Authority[] =>
  live
    .filter(({ answer }) => answer?.drafts.some(({ stated }) => stated.name !== null && compareNames(name, stated.name) === 'equal'))
    .map(({ source }) => source);
