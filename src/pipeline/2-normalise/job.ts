/**
 * Admits a page: whose rows are these, what of them is known, what becomes of each; saved whole, with its line in the books. Pulling and
 * normalising share one unit of work, because a raw page may hold people who are nobody here, and is therefore never stored
 * (`docs/decisions/0004`).
 */
import type { Context } from '../../context.ts';
import { birthDateOf, type IdNumber } from '../../domain/id-number.ts';
import { dayAt } from '../../domain/period.ts';
import { normaliseName } from '../../domain/person-name.ts';
import { sourceOf, type Testimony } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { Tx } from '../../storage/database.ts';
import { openMember } from '../../storage/open-member.ts';
import { rosterHits } from '../../storage/people.ts';
import { markReplayed, type QuarantinedRow, quarantine } from '../../storage/quarantine.ts';
import { type Counts, coverPeople, enterInBooks, NO_COUNTS, type ReadingKind } from '../../storage/readings.ts';
import {
  holdDataset,
  insertVersions,
  type KnownVersion,
  markSeen,
  type NewVersion,
  versionsByKey,
  versionsOfPeople,
} from '../../storage/records.ts';
import type { Run } from '../../storage/runs.ts';
import type { BrokenRow, Draft, Normalised } from '../../upstream/connector.ts';
import { type Admission, type AdmittedVersion, absentNow, admit, isSuddenDrop, isSuspiciouslyEmpty, type RosterEntry } from './admit.ts';
import { canonicalJson } from './canonical-json.ts';

export interface Page {
  readonly run: Run;
  readonly workId: string;
  readonly dataset: Testimony;
  readonly kind: ReadingKind;
  /** Where it stood, for whoever looks at a quarantined row. No personal data. */
  readonly position: object;
  readonly rows: readonly PageRow[];
  readonly keysAre: 'global' | 'personal';
  /** People a lookup asked about: who of them is not answered is not held. */
  readonly asked: readonly { readonly personKey: string; readonly idNumber: IdNumber }[] | null;
}

/** `other`: about somebody who was not asked about; `merged`: part of another row's record. */
export type PageRow = {
  readonly raw: unknown;
  readonly read: Normalised | { readonly ok: 'other'; readonly subject: IdNumber | null } | { readonly ok: 'merged' };
};

type Roster = ReadonlyMap<IdNumber, RosterEntry & { readonly wrappedKey: Buffer }>;

/** Everything slow first: opening the roster's entries. The answer saves the page in a transaction of its caller. */
export const preparePage = async (
  page: Page,
  context: Context,
): Promise<{ readonly members: number; readonly save: (tx: Tx) => Promise<Counts> }> => {
  const drafts = page.rows.flatMap(({ read }) => (read.ok === true ? [read.draft] : []));
  const roster = await rosterOf(page, drafts, context);
  return { members: roster.size, save: (tx) => savePage(tx, { page, drafts, roster, context }) };
};

interface Prepared {
  readonly page: Page;
  readonly drafts: readonly Draft[];
  readonly roster: Roster;
  readonly context: Context;
}

const savePage = async (tx: Tx, { page, drafts, roster, context }: Prepared): Promise<Counts> => {
  const { run, dataset } = page;
  await holdDataset(tx, dataset);
  const known =
    page.asked === null
      ? await versionsByKey(
          tx,
          dataset,
          drafts.map((draft) => draft.recordKey),
        )
      : await versionsOfPeople(
          tx,
          dataset,
          page.asked.map((person) => person.personKey),
        );
  const fingerprint = (row: object): string => context.lookup.digest('row', canonicalJson(row)).toString('hex');
  const admission = admit(dataset, drafts, { runId: run.runId, keysAre: page.keysAre, roster, known, fingerprint });
  const gone = page.asked === null ? [] : goneFrom({ page, known, drafts, roster, runId: run.runId });
  await insertVersions(tx, run.runId, [
    ...admission.versions.map((version) => sealedVersion(version, { dataset, roster, context })),
    ...gone,
  ]);
  await markSeen(tx, run.runId, dataset, admission.seen);
  const broken = brokenRows(page, roster, context);
  await quarantine(tx, run.runId, context.clock(), broken);
  if (admission.counts.accepted > 0)
    await markReplayed(
      tx,
      dataset,
      admission.versions.map((version) => version.recordKey),
    );
  if (page.asked !== null)
    await coverPeople(
      tx,
      dataset,
      page.asked.map((person) => person.personKey),
      run.businessAt,
    );
  const counts = countsOf(page, admission, roster);
  await enterInBooks(tx, { runId: run.runId, dataset, kind: page.kind }, counts);
  context.metrics.rowsBooked(dataset, counts);
  for (const row of broken)
    context.log.rowQuarantined({
      runId: run.runId,
      workId: page.workId,
      source: sourceOf(dataset),
      dataset,
      reason: row.reason,
      path: row.path,
    });
  return counts;
};

/** Members among the subjects of a page, with what the roster states of them, opened only when a row compares with it. */
const rosterOf = async (page: Page, drafts: readonly Draft[], context: Context): Promise<Roster> => {
  const broken = page.rows.flatMap(({ read }) => (read.ok === false && read.broken.subject !== null ? [read.broken.subject] : []));
  const others = page.rows.flatMap(({ read }) => (read.ok === 'other' && read.subject !== null ? [read.subject] : []));
  const idNumbers = [...new Set([...drafts.flatMap((draft) => (draft.subject === null ? [] : [draft.subject])), ...broken, ...others])];
  const byDigest = new Map(idNumbers.map((idNumber) => [context.lookup.digest('identity-number', idNumber).toString('hex'), idNumber]));
  const hits = await rosterHits(
    context.pool,
    [...byDigest.keys()].map((hex) => Buffer.from(hex, 'hex')),
    dayAt(page.run.businessAt),
  );
  return new Map(
    hits.map((hit) => {
      const idNumber = byDigest.get(hit.idDigest.toString('hex'));
      if (idNumber === undefined)
        throw new Fault('bug', { code: 'roster-mismatch', detail: 'The roster answered about somebody nobody asked about.' });
      const statement: RosterEntry['statement'] = () => {
        const member = openMember(hit, context.vault);
        return {
          name: member.name,
          bornOn: birthDateOf(idNumber),
          employer:
            member.employerName === null && member.employerUscc === null ? null : { name: member.employerName, uscc: member.employerUscc },
        };
      };
      return [
        idNumber,
        { personKey: hit.personKey, wrappedKey: hit.wrappedKey, permitted: hit.permitted.includes(page.dataset), statement },
      ];
    }),
  );
};

const keyOf = (roster: Roster, personKey: string): Buffer => {
  for (const entry of roster.values()) if (entry.personKey === personKey) return entry.wrappedKey;
  throw new Fault('bug', { code: 'key-missing', detail: 'A record was admitted for somebody whose key was not loaded.' });
};

const sealedVersion = (
  version: AdmittedVersion,
  { dataset, roster, context }: { readonly dataset: Testimony; readonly roster: Roster; readonly context: Context },
): NewVersion => {
  const { stated, household, sealed, ...rest } = version;
  const isEmpty = sealed === null || Object.values(sealed).every((value) => value === null);
  return {
    ...rest,
    dataset,
    sealed: isEmpty ? null : context.vault.seal({ ...version, dataset, wrappedKey: keyOf(roster, version.personKey) }, sealed),
    digests: digestsOf(stated, household, context),
  };
};

/** Digests by which later statements are compared without opening anything: of the source's normalised name, employer and household. */
const digestsOf = (stated: AdmittedVersion['stated'], household: string | null, { lookup }: Context): Readonly<Record<string, string>> => {
  const given = [
    ['name', stated.name === null ? null : normaliseName(stated.name)],
    ['employer', stated.employer?.uscc ?? stated.employer?.name ?? null],
    ['household', household],
  ] as const;
  return Object.fromEntries(given.flatMap(([use, text]) => (text === null ? [] : [[use, lookup.digest(use, text).toString('hex')]])));
};

/** A lookup answers for whole people: what it held of them and names no more has ended. Settlements are history and stay. */
const goneFrom = ({
  page,
  known,
  drafts,
  roster,
  runId,
}: {
  readonly page: Page;
  readonly known: readonly KnownVersion[];
  readonly drafts: readonly Draft[];
  readonly roster: Roster;
  readonly runId: string;
}): readonly NewVersion[] => {
  const asked = page.asked ?? [];
  if (isSuspiciouslyEmpty(page.dataset, { asked: asked.length, answered: drafts.length }))
    throw suspicious('knows nobody of a whole batch');
  if (page.dataset === 'settlement') return [];
  const answered = new Set(
    drafts.flatMap((draft) => (draft.subject === null ? [] : [`${roster.get(draft.subject)?.personKey ?? ''} ${draft.recordKey}`])),
  );
  const unreadable = new Set(
    page.rows.flatMap(({ read }) =>
      read.ok === false && read.broken.subject !== null ? [roster.get(read.broken.subject)?.personKey] : [],
    ),
  );
  const gone = absentNow(known, answered).filter((version) => !unreadable.has(version.personKey));
  if (isSuddenDrop({ held: known.filter((version) => version.current && !version.ended).length, gone: gone.length }))
    throw suspicious('no longer names many records it held');
  return gone.map((version) => ({
    personKey: version.personKey,
    dataset: page.dataset,
    recordKey: version.recordKey,
    version:
      Math.max(
        ...known.filter((one) => one.personKey === version.personKey && one.recordKey === version.recordKey).map((one) => one.version),
      ) + 1,
    current: true,
    ended: true,
    changedAt: null,
    fingerprint: Buffer.from(`gone in ${runId}`).toString('hex'),
    content: null,
    sealed: null,
    grades: null,
    digests: {},
  }));
};

const suspicious = (what: string): Fault =>
  new Fault('busy', { code: 'suspiciously-empty', detail: `The source ${what}; its answer is not believed until it is asked again.` });

const brokenRows = (page: Page, roster: Roster, context: Context): readonly QuarantinedRow[] =>
  page.rows.flatMap(({ read, raw }, index) => (read.ok === false ? [brokenRow(read.broken, { page, raw, index, roster, context })] : []));

const brokenRow = (
  broken: BrokenRow,
  {
    page,
    raw,
    index,
    roster,
    context,
  }: { readonly page: Page; readonly raw: unknown; readonly index: number; readonly roster: Roster; readonly context: Context },
): QuarantinedRow => {
  const entry = broken.subject === null ? undefined : roster.get(broken.subject);
  const reason = broken.identityFault === undefined ? broken.reason : `${broken.reason}:${broken.identityFault}`;
  const fingerprint = context.lookup.digest('row', canonicalJson({ dataset: page.dataset, reason, raw })).toString('hex');
  const sealed =
    entry === undefined
      ? null
      : context.vault.seal(
          { personKey: entry.personKey, wrappedKey: entry.wrappedKey, dataset: page.dataset, recordKey: fingerprint, version: 0 },
          { raw },
        );
  return {
    dataset: page.dataset,
    recordKey: broken.recordKey,
    position: { ...page.position, row: index },
    reason,
    path: broken.path,
    shape: broken.shape,
    personKey: entry?.personKey ?? null,
    sealed,
    fingerprint,
  };
};

/** `merged` rows are part of a record counted once by its own row; a household's other people are off the roster, or asked about themselves. */
const countsOf = (page: Page, { counts }: Admission, roster: Roster): Counts => {
  const others = page.rows.filter(({ read }) => read.ok === 'other');
  const members = others.filter(({ read }) => read.ok === 'other' && read.subject !== null && roster.has(read.subject));
  return {
    ...NO_COUNTS,
    fetched: page.rows.length,
    accepted: counts.accepted,
    unchanged: counts.unchanged,
    withheld: counts.withheld,
    offRoster: counts.offRoster + others.length - members.length,
    duplicate: counts.duplicate + members.length + page.rows.filter(({ read }) => read.ok === 'merged').length,
    quarantined: page.rows.filter(({ read }) => read.ok === false).length,
  };
};
