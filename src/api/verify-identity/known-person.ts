/** What may be used about the person asked about: as the night stored it, or as the roster's news of today have it. Pure. */
import type { MembersContent, MembersSealed } from '../../domain/canonical.ts';
import { birthDateOf, type IdNumber, sexOf } from '../../domain/id-number.ts';
import { countingFirst, standsOver } from '../../domain/membership.ts';
import { dayAt, type Instant } from '../../domain/period.ts';
import { PURPOSES, type Purpose, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { dossierOf } from '../../pipeline/2-normalise/dossier.ts';
import { permissionOf, type WrittenBasis } from '../../pipeline/2-normalise/permission.ts';
import type { Dossier, Reading } from '../../pipeline/2-normalise/types.ts';

export interface KnownPerson {
  /** With the name that stored grades compare with: a correction since the night is not yet in them. */
  readonly roster: MembersSealed;
  /** As the roster has it at this moment. */
  readonly nameNow: string;
  readonly content: MembersContent;
  readonly byPurpose: Readonly<Record<Purpose, Dossier | null>>;
}

export interface RosterRow {
  readonly content: MembersContent;
  readonly sealed: MembersSealed;
}

interface Circumstances {
  readonly bases: readonly WrittenBasis[];
  readonly now: Instant;
}

/**
 * Of all that the roster has of a person the membership that counts says whether they may be asked about, and for what, judged at this moment: what has
 * expired since the night is withheld, what is newly agreed may be asked about. `rows`: beside the membership that counted in the night the others that
 * are stored, then the news of the day. Null: no member.
 */
export const asOfNow = (known: KnownPerson | null, rows: readonly RosterRow[], circumstances: Circumstances): KnownPerson | null => {
  const counting = countingOf(known === null ? rows : [{ content: known.content, sealed: known.roster }, ...rows]);
  if (counting === null || counting.content.leftOn !== null) return null;
  const { content, sealed: roster } = counting;
  const { purposes } = permissionOf(content, circumstances.bases, circumstances.now);
  const read = readOf({ content, roster }, known, circumstances);
  const dossier = (purpose: Purpose): Dossier | null => {
    const permitted = purposes[purpose] ?? [];
    return permitted.length === 0 ? null : permittedPart(read, permitted);
  };
  return {
    roster: { ...roster, name: known?.roster.name ?? roster.name },
    nameNow: roster.name,
    content,
    byPurpose: {
      'hardship-screening': dossier('hardship-screening'),
      'mutual-aid-claim': dossier('mutual-aid-claim'),
      'exclusive-protection': dossier('exclusive-protection'),
    },
  };
};

/** Of each membership the newest row, where it has several; of these, as by night, the one that counts. */
const countingOf = (rows: readonly RosterRow[]): RosterRow | null => {
  const memberships = new Map<string, RosterRow>();
  for (const row of rows) {
    const { memberId } = row.content;
    if (standsOver(row.content, memberships.get(memberId)?.content)) memberships.set(memberId, row);
  }
  return [...memberships.values()].toSorted((one, other) => countingFirst(one.content, other.content))[0] ?? null;
};

/** All that was read of the person, for whatever purpose: an agreement to one more purpose needs no second reading. */
const readOf = (
  { content, roster }: Pick<KnownPerson, 'content' | 'roster'>,
  known: KnownPerson | null,
  { now }: Circumstances,
): Dossier => {
  const idNumber = roster.idNumber as IdNumber;
  const nothing = dossierOf({
    memberId: content.memberId,
    member: content,
    bornOn: birthDateOf(idNumber),
    sex: sexOf(idNumber),
    on: dayAt(now),
    records: [],
    permitted: TESTIMONIES,
    covered: new Set(),
    unreadable: new Set(),
    asOf: new Map(TESTIMONIES.map((dataset) => [dataset, { asOf: now }])),
  });
  const dossiers = PURPOSES.map((purpose) => known?.byPurpose[purpose] ?? null).filter((dossier) => dossier !== null);
  const readFor = (dataset: Testimony): Dossier => dossiers.find(({ readings }) => readings[dataset].state !== 'withheld') ?? nothing;
  return {
    ...nothing,
    readings: { ...nothing.readings, ...byDataset((dataset) => readFor(dataset).readings[dataset]) },
    records: { ...nothing.records, ...byDataset((dataset) => readFor(dataset).records[dataset]) },
  };
};

const byDataset = <T>(of: (dataset: Testimony) => T): Record<string, T> =>
  Object.fromEntries(TESTIMONIES.map((dataset) => [dataset, of(dataset)]));

const permittedPart = (read: Dossier, permitted: readonly Testimony[]): Dossier => ({
  ...read,
  readings: {
    ...read.readings,
    ...byDataset((dataset): Reading => (permitted.includes(dataset) ? read.readings[dataset] : { state: 'withheld' })),
  },
  records: { ...read.records, ...byDataset((dataset) => (permitted.includes(dataset) ? read.records[dataset] : [])) },
});

/** What was read longer ago than that counts as stale: whoever asks will have nothing older. */
export const notOlderThan = (dossier: Dossier, notBefore: Instant | null): Dossier => {
  if (notBefore === null) return dossier;
  const aged = (reading: Reading): Reading =>
    reading.state === 'read' && reading.asOf < notBefore ? { ...reading, state: 'stale' } : reading;
  return { ...dossier, readings: { ...dossier.readings, ...byDataset((dataset) => aged(dossier.readings[dataset])) } };
};
