/** What may be used about the person asked about: as the night stored it, or as the roster's news of today have it. Pure. */
import type { MembersContent, MembersSealed } from '../../domain/canonical.ts';
import { birthDateOf, type IdNumber, sexOf } from '../../domain/id-number.ts';
import { dayAt, type Instant } from '../../domain/period.ts';
import { type Purpose, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { dossierOf } from '../../pipeline/2-normalise/dossier.ts';
import { permissionOf, type WrittenBasis } from '../../pipeline/2-normalise/permission.ts';
import type { Dossier, Reading } from '../../pipeline/2-normalise/types.ts';

export interface KnownPerson {
  readonly roster: MembersSealed;
  readonly content: MembersContent;
  readonly byPurpose: Readonly<Record<Purpose, Dossier | null>>;
}

export interface News {
  readonly content: MembersContent;
  readonly sealed: MembersSealed;
}

interface Circumstances {
  readonly bases: readonly WrittenBasis[];
  readonly now: Instant;
}

/** The newer of the two says who may be asked about, and for what. Null: no member. */
export const withNews = (known: KnownPerson | null, news: News | null, circumstances: Circumstances): KnownPerson | null => {
  if (news === null || !isNewer(news.content, known?.content ?? null)) return known;
  const { content, sealed } = news;
  if (content.leftOn !== null && content.leftOn <= dayAt(circumstances.now)) return null;
  const { purposes } = permissionOf(content, circumstances.bases, circumstances.now);
  const dossier = (purpose: Purpose): Dossier | null => {
    const permitted = purposes[purpose] ?? [];
    return permitted.length === 0 ? null : permittedPart(known?.byPurpose[purpose] ?? unread(news, permitted, circumstances), permitted);
  };
  return {
    roster: sealed,
    content,
    byPurpose: {
      'hardship-screening': dossier('hardship-screening'),
      'mutual-aid-claim': dossier('mutual-aid-claim'),
      'exclusive-protection': dossier('exclusive-protection'),
    },
  };
};

const isNewer = ({ updatedAt }: MembersContent, known: MembersContent | null): boolean =>
  known === null || known.updatedAt === null || (updatedAt !== null && updatedAt > known.updatedAt);

/** Nothing has been read of somebody whose rows could not be kept until now. */
const unread = ({ content, sealed }: News, permitted: readonly Testimony[], { now }: Circumstances): Dossier => {
  const idNumber = sealed.idNumber as IdNumber;
  return dossierOf({
    memberId: content.memberId,
    member: content,
    bornOn: birthDateOf(idNumber),
    sex: sexOf(idNumber),
    on: dayAt(now),
    records: [],
    permitted,
    covered: new Set(),
    asOf: new Map(TESTIMONIES.map((dataset) => [dataset, { asOf: now }])),
  });
};

/** What is no longer agreed is withheld, what is newly agreed has not been read. */
const permittedPart = (dossier: Dossier, permitted: readonly Testimony[]): Dossier => {
  const reading = (dataset: Testimony): Reading => {
    if (!permitted.includes(dataset)) return { state: 'withheld' };
    const before = dossier.readings[dataset];
    return before.state === 'withheld' ? { state: 'not-yet-read' } : before;
  };
  const emptied = TESTIMONIES.filter((dataset) => !permitted.includes(dataset)).map((dataset) => [dataset, []]);
  return {
    ...dossier,
    readings: { ...dossier.readings, ...Object.fromEntries(TESTIMONIES.map((dataset) => [dataset, reading(dataset)])) },
    records: { ...dossier.records, ...Object.fromEntries(emptied) },
  };
};

/** What was read longer ago than that counts as stale: whoever asks will have nothing older. */
export const notOlderThan = (dossier: Dossier, notBefore: Instant | null): Dossier => {
  if (notBefore === null) return dossier;
  const aged = (reading: Reading): Reading =>
    reading.state === 'read' && reading.asOf < notBefore ? { ...reading, state: 'stale' } : reading;
  return {
    ...dossier,
    readings: { ...dossier.readings, ...Object.fromEntries(TESTIMONIES.map((dataset) => [dataset, aged(dossier.readings[dataset])])) },
  };
};
