/** The authorities asked while somebody waits, all side by side under one deadline, and what their answers replace. */
import type { Context } from '../../context.ts';
import type { MembersSealed } from '../../domain/canonical.ts';
import { birthDateOf } from '../../domain/id-number.ts';
import type { Instant } from '../../domain/period.ts';
import { compareNames } from '../../domain/person-name.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { gradeAgainstRoster } from '../../pipeline/2-normalise/grade.ts';
import type { CanonicalRecord, Dossier, Reading } from '../../pipeline/2-normalise/types.ts';
import type { LiveAnswer, Subject } from '../../upstream/connector.ts';
import { orAbort } from './deadline.ts';

/** `answer` is null where none came: then what is stored stands, as far as it is fresh. */
export interface Asked {
  readonly source: Authority;
  readonly answer: LiveAnswer | null;
  readonly status: 'ok' | 'timeout' | 'error';
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

/** Whoever asks about the same person at the same moment shares one question to each authority. */
export const liveDesk = (context: Parts): LiveDesk => {
  const underWay = new Map<string, Promise<Asked>>();
  const shared = (subject: Subject, source: Authority): Promise<Asked> => {
    const key = `${source} ${subject.idNumber} ${subject.name}`;
    const held = underWay.get(key);
    if (held !== undefined) return held;
    const asked = ask(subject, source, context).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };
  const within = async (subject: Subject, source: Authority, deadline: AbortSignal): Promise<Asked> => {
    const startedAt = context.now();
    return orAbort(shared(subject, source), deadline).catch(() => ({
      source,
      answer: null,
      status: 'timeout',
      latencyMs: context.now() - startedAt,
    }));
  };
  return { askAll: (subject, sources, deadline) => Promise.all(sources.map((source) => within(subject, source, deadline))) };
};

/** Never rejects. It has the time of whoever asked first; who joins later has less of their own, or as much. */
const ask = async (subject: Subject, source: Authority, { authorities, log, now, config }: Parts): Promise<Asked> => {
  const startedAt = now();
  const deadline = AbortSignal.timeout(config.liveDeadlineMs);
  const came = (answer: LiveAnswer | null, status: Asked['status']): Asked => ({ source, answer, status, latencyMs: now() - startedAt });
  try {
    return came(await orAbort(authorities[source].ask(subject, { priority: 'live', signal: deadline }), deadline), 'ok');
  } catch (fault) {
    log.failed({ doing: 'verify-identity', fault });
    return came(null, deadline.aborted ? 'timeout' : 'error');
  }
};

export interface Renewal {
  readonly roster: MembersSealed;
  readonly now: Instant;
}

/** A live answer takes the place of what is stored in the datasets it settles and the member lets us use. */
export const renewed = (dossier: Dossier, live: readonly Asked[], renewal: Renewal): Dossier =>
  live.reduce((known, { answer }) => (answer === null ? known : withAnswer(known, answer, renewal)), dossier);

const withAnswer = (dossier: Dossier, answer: LiveAnswer, { roster, now }: Renewal): Dossier => {
  const settled = answer.settles.filter((dataset) => dossier.readings[dataset].state !== 'withheld');
  const read: Reading = { state: 'read', asOf: now };
  const standing = answer.drafts.filter((draft) => draft.content !== null && !draft.ended);
  const recordsIn = (dataset: Testimony): readonly CanonicalRecord[] =>
    standing.filter((draft) => draft.dataset === dataset).map((draft) => recordOf(draft, { roster, graded: answer.graded }));
  return {
    ...dossier,
    records: { ...dossier.records, ...Object.fromEntries(settled.map((dataset) => [dataset, recordsIn(dataset)])) },
    readings: { ...dossier.readings, ...Object.fromEntries(settled.map((dataset) => [dataset, read])) },
  };
};

/** As the night would have kept it; nothing of it is stored. An authority that grades (PPDDM) has compared with the name it was asked with: the roster's. */
const recordOf = (
  { dataset, recordKey, changedAt, content, stated }: LiveAnswer['drafts'][number],
  { roster, graded }: { readonly roster: MembersSealed; readonly graded: LiveAnswer['graded'] },
): CanonicalRecord => {
  const { name, idNumber, employerName, employerUscc } = roster;
  const employer = employerName === null && employerUscc === null ? null : { name: employerName, uscc: employerUscc };
  const own = gradeAgainstRoster(stated, { name, bornOn: birthDateOf(idNumber), employer });
  const grades = { ...own, name: stated.name === null ? (graded?.name ?? own.name) : own.name };
  return { dataset, recordKey, version: 0, changedAt, content, sealed: null, grades } as CanonicalRecord;
};

/** Authorities whose live answer states the caller's name, whatever the roster calls the person. */
export const liveHolders = (live: readonly Asked[], name: string): readonly Authority[] =>
  live
    .filter(({ answer }) => answer?.drafts.some(({ stated }) => stated.name !== null && compareNames(name, stated.name) === 'equal'))
    .map(({ source }) => source);
