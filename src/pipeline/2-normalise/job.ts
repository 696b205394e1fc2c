/**
 * Admits a page: whose rows are these, what of them is known, what becomes of each; saved whole, with its line in the books. Pulling and
 * normalising share one unit of work, because a raw page may hold people who are nobody here, and is therefore never stored
 * (`docs/decisions/0004`).
 */
import type { Context } from '../../context.ts';
import type { Counts } from '../../domain/books.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { normaliseName } from '../../domain/person-name.ts';
import { ASKED_AFTER, sourceOf, type Testimony } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { Piece, Sent } from '../../jobs/saving-behind.ts';
import { lookedAtMeanwhile } from '../../storage/agenda.ts';
import type { Tx } from '../../storage/database.ts';
import { saveAnswers } from '../../storage/kept-answers.ts';
import { formerMembers } from '../../storage/people.ts';
import { heldPermissions } from '../../storage/permissions.ts';
import { markMended, markMendedOf, quarantine } from '../../storage/quarantine.ts';
import { uncover } from '../../storage/readings.ts';
import { holdDataset, insertVersions, markSeen, type NewVersion, regrade, versionsByKey, versionsOfPeople } from '../../storage/records.ts';
import { isAnotherUnderWay } from '../../storage/runs.ts';
import { begun, together } from '../../together.ts';
import type { Draft } from '../../upstream/connector.ts';
import type { Admission, AdmissionTable, AdmittedVersion, KnownVersion } from './admission.ts';
import { admit, fingerprintsOf } from './admit.ts';
import { countsOf } from './books.ts';
import { mayEnd, silenced } from './most-ended/job.ts';
import { endingsAmong } from './most-ended.ts';
import { type AskedMember, type Page, type PageRoster, rosterOf } from './page-roster/job.ts';
import { type BrokenRowOfPage, brokenRowsOf } from './quarantine/job.ts';

/** Saved in a transaction of the caller's. */
export interface PreparedPage extends Piece<Counts> {
  /** Rows of it that cannot be read. */
  readonly broken: readonly BrokenRowOfPage[];
}

/** Everything first that pages of the dataset need not wait for each other with: whose rows these are, and what tells them apart. */
export const preparePage = async (page: Page, context: Context): Promise<PreparedPage> => {
  const drafts = page.rows.flatMap(({ read }) => (read.ok === true ? [read.draft] : []));
  const roster = await rosterOf(page, context);
  page.sees([...roster.values()].map(({ personKey }) => personKey));
  const broken = brokenRowsOf(page, roster, context);
  const fingerprint = (row: object): string => context.lookup.digest('row', canonicalJson(row)).toString('hex');
  const admitting = { roster, fingerprint, made: fingerprintsOf(page.dataset, drafts, { roster, fingerprint }) };
  return {
    rows: page.rows.length + (page.passedBy ?? 0),
    members: roster.size,
    broken,
    ...lookedAtBy({ page, drafts, broken, roster, admitting, context }),
  };
};

interface Sorted {
  readonly page: Page;
  readonly drafts: readonly Draft[];
  readonly broken: readonly BrokenRowOfPage[];
  readonly roster: PageRoster;
  readonly admitting: Pick<AdmissionTable, 'roster' | 'fingerprint' | 'made'>;
  readonly context: Context;
}

/** What ends in one answer of a lookup is counted with what ended in those before it, which therefore are written first. */
const lookedAtBy = (sorted: Sorted): Pick<PreparedPage, 'names' | 'look'> => {
  const { page, drafts, roster } = sorted;
  return {
    names: page.asked === null ? new Set(page.keysAre === 'personal' ? ownersOf(drafts, roster) : recordKeysOf(drafts)) : null,
    look: (tx) => {
      const looking = begun(standingOf(tx, sorted));
      return async () => savePage(tx, sorted, await looking);
    },
  };
};

const standingOf = async (tx: Tx, sorted: Sorted): Promise<readonly KnownVersion[]> => {
  const { dataset, asked } = sorted.page;
  const [, known] = await together([holdDataset(tx, dataset, { beside: asked !== null }), knownOf(tx, sorted)]);
  return known;
};

const savePage = async (tx: Tx, sorted: Sorted, known: readonly KnownVersion[]): Promise<Sent<Counts>> => {
  const { page, drafts, broken, roster, admitting, context } = sorted;
  const { run, dataset, keysAre, asked } = page;
  const left = await leftAmong(tx, sorted, known);
  const admission = admit(dataset, drafts, { ...admitting, left, runId: run.runId, keysAre, known });
  const endings = endingsAmong(admission.versions);
  const permitted = begun(mustBePermittedStill(tx, page, admission.versions));
  // What would end is not counted by whoever begins anew.
  if (endings.length > 0) await permitted;
  await mayEnd(tx, page, endings, context);
  const written = begun(together([permitted, saveAdmission(tx, admission, sorted), ...(asked === null ? noteReadable(tx, sorted) : [])]));
  if (asked !== null) {
    // What the next answer no longer names is counted with what this one does not.
    await written;
    await saveAnswer(tx, { ...sorted, asked, known });
    await quarantine(tx, run.runId, context.clock(), broken);
  }
  const counts = countsOf(
    page.rows.map(({ read }) => read),
    admission.counts,
    { passedBy: page.passedBy ?? 0, knownRecords: knownRecordsOf(page), isMember: (idNumber) => roster.has(idNumber) },
  );
  for (const { reason, path } of broken)
    context.log.rowQuarantined({ runId: run.runId, workId: page.workId, source: sourceOf(dataset), dataset, reason, path });
  return { told: counts, written };
};

/** Whose rows these are was read before; another night that is under way may have ended a permission since, and deleted what was kept by it. */
const mustBePermittedStill = async (tx: Tx, { run, dataset }: Page, versions: Admission['versions']): Promise<void> => {
  const people = new Set(versions.filter(({ ended }) => !ended).map(keyOf));
  if (people.size === 0 || !(await isAnotherUnderWay(tx, run.runId))) return;
  if ((await heldPermissions(tx, dataset, [...people])) < people.size) throw lookedAtMeanwhile();
};

/** A feed tells of records, whoever they are about; a lookup answers for whole people, and a row of one is its person's. */
const knownOf = (tx: Tx, { page: { dataset, asked, keysAre }, drafts, roster }: Sorted): Promise<readonly KnownVersion[]> => {
  if (asked !== null) return versionsOf(tx, dataset, asked.filter(isRead).map(keyOf));
  if (keysAre === 'personal') return versionsOfPeople(tx, dataset, ownersOf(drafts, roster));
  return drafts.length === 0 ? Promise.resolve([]) : versionsByKey(tx, dataset, recordKeysOf(drafts));
};

const recordKeysOf = (drafts: readonly Draft[]): readonly string[] => drafts.map(({ recordKey }) => recordKey);

/** Of people whose row names a record that is held, those who have left: a row of theirs must not take their own. Nearly no page has any, and then nobody is looked for. */
const leftAmong = async (
  tx: Tx,
  { page, drafts, roster, context: { lookup } }: Sorted,
  known: readonly KnownVersion[],
): Promise<AdmissionTable['left']> => {
  const held = new Set(
    page.keysAre === 'global' ? known.filter(({ current, ended }) => current && !ended).map(({ recordKey }) => recordKey) : [],
  );
  const strangers = drafts.flatMap(({ subject, recordKey }) =>
    subject !== null && held.has(recordKey) && !roster.has(subject) ? [subject] : [],
  );
  if (strangers.length === 0) return new Map();
  const digests = new Map(strangers.map((idNumber) => [idNumber, lookup.digest('identity-number', idNumber)]));
  const former = await formerMembers(tx, [...digests.values()]);
  return new Map(
    [...digests].flatMap(([idNumber, digest]) => {
      const personKey = former.get(digest.toString('hex'));
      return personKey === undefined ? [] : [[idNumber, personKey] as const];
    }),
  );
};

const versionsOf = (tx: Tx, dataset: Testimony, personKeys: readonly string[]): Promise<readonly KnownVersion[]> =>
  personKeys.length === 0 ? Promise.resolve([]) : versionsOfPeople(tx, dataset, personKeys);

/** Of everybody else the answer is known to the letter, and with it all that is held of them. */
const isRead = ({ part }: AskedMember): boolean => part.known === null;
const knownRecordsOf = ({ asked }: Page): number => (asked ?? []).reduce((sum, { part }) => sum + (part.known?.records ?? 0), 0);

const keyOf = ({ personKey }: { readonly personKey: string }): string => personKey;

const ownersOf = (drafts: readonly Draft[], roster: PageRoster): readonly string[] => [
  ...new Set(drafts.flatMap(({ subject }) => (subject === null ? [] : (roster.get(subject)?.personKey ?? [])))),
];

const saveAdmission = async (tx: Tx, { versions, seen, regraded }: Admission, sorted: Sorted): Promise<void> => {
  const { page, roster, context } = sorted;
  const { run, dataset } = page;
  const wrappedKeys = new Map([...roster.values()].map(({ personKey, wrappedKey }) => [personKey, wrappedKey]));
  const sealed = versions.map((version) => sealedVersion(version, { dataset, wrappedKey: wrappedKeys.get(version.personKey), context }));
  const graded = regraded.map((one) => ({ ...one, dataset }));
  await together([saveVersions(tx, run, sealed), markSeen(tx, run.runId, dataset, seenToNote(seen, sorted)), regrade(tx, graded)]);
};

/**
 * And what they leave unanswered: of whom medical insurance no longer says where, or whether, it insures them it cannot be asked for settlements and registrations.
 * What it once said of these stays as it was then, and is no word of tonight.
 */
const saveVersions = async (tx: Tx, { runId, businessAt }: Page['run'], versions: readonly NewVersion[]): Promise<void> => {
  const unanswered = versions.flatMap(({ personKey, dataset, current, content }) =>
    current && !isPlaced(content) ? (ASKED_AFTER[dataset] ?? []).map((following) => ({ personKey, dataset: following })) : [],
  );
  await together([insertVersions(tx, runId, versions), uncover(tx, unanswered, businessAt)]);
};

const isPlaced = (content: NewVersion['content']): boolean => content !== null && 'place' in content && content.place !== null;

/**
 * A feed may repeat a row on a later page. A lookup answers once for each person: what it names and was known is noted only for whoever has a row
 * that could not be read, so that a replay does not take an earlier row for the later one; everybody else has none left to replay.
 */
const seenToNote = (seen: Admission['seen'], { page: { asked }, broken }: Sorted): Admission['seen'] => {
  if (asked === null) return seen;
  const unreadable = new Set(broken.flatMap(({ unread }) => unread));
  return seen.filter(({ personKey }) => unreadable.has(personKey));
};

/** Of a feed. What is replayed has its entry in quarantine, which is the replay's to change; and it is no word on what came after it. */
const noteReadable = (tx: Tx, { page, broken, context }: Sorted): readonly Promise<void>[] =>
  page.kind === 'replay' ? [] : [quarantine(tx, page.run.runId, context.clock(), broken), markMended(tx, page.dataset, mendedKeys(page))];

/** Keys whose last row of the page could be read, whoever it is about: also an end, or a row about somebody else, takes a broken row's place. */
const mendedKeys = ({ rows }: Page): readonly string[] => {
  const isRead = new Map<string, boolean>();
  for (const { read } of rows) {
    if (read.ok === true) isRead.set(read.draft.recordKey, true);
    else if (read.ok === false && read.broken.recordKey !== null) isRead.set(read.broken.recordKey, false);
  }
  return [...isRead].flatMap(([recordKey, read]) => (read ? [recordKey] : []));
};

interface Sealing {
  readonly dataset: Testimony;
  /** Undefined: whoever lost a record to another member's row is not on this page; such an ending holds nothing. */
  readonly wrappedKey: Buffer | undefined;
  readonly context: Context;
}

const sealedVersion = (version: AdmittedVersion, { dataset, wrappedKey, context }: Sealing): NewVersion => {
  const { stated, household, sealed, ...rest } = version;
  const isEmpty = sealed === null || Object.values(sealed).every((value) => value === null);
  if (!isEmpty && wrappedKey === undefined)
    throw new Fault('bug', { code: 'key-missing', detail: 'A record was admitted for somebody whose key was not loaded.' });
  return {
    ...rest,
    dataset,
    sealed: isEmpty || wrappedKey === undefined ? null : context.vault.seal({ ...version, dataset, wrappedKey }, sealed),
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

interface Answered extends Sorted {
  readonly asked: readonly AskedMember[];
  readonly known: readonly KnownVersion[];
}

/** What a lookup says by what it does not name: records that have ended, people who are read, rows that were broken and are not any more. */
const saveAnswer = async (tx: Tx, { page, drafts, roster, asked, known, broken, context }: Answered): Promise<void> => {
  const { run, dataset } = page;
  const { runId } = run;
  const named = drafts.flatMap(({ subject, recordKey }) =>
    subject === null ? [] : [{ personKey: roster.get(subject)?.personKey ?? '', recordKey }],
  );
  const unreadable = new Set(broken.flatMap((row) => row.unread));
  const ended = await silenced(tx, page, { asked: asked.length, known, alike: knownRecordsOf(page), named, unreadable }, context);
  const endings = ended.map((version) => endingOf(version, { dataset, runId, known }));
  await saveVersions(tx, run, endings);
  // Whoever's row could not be read is not read: nobody takes a broken row for an absence.
  const answered = asked.filter(isRead).map(({ personKey, isCovered, part }) => ({
    ...{ personKey, isCovered, isWhole: !unreadable.has(personKey) },
    toKeep: part.known === null ? part.toKeep : null,
  }));
  await markMendedOf(tx, dataset, answered.filter(({ isWhole }) => isWhole).map(keyOf));
  await saveAnswers(tx, dataset, answered, run.businessAt);
};

const endingOf = (
  { personKey, recordKey }: KnownVersion,
  { dataset, runId, known }: { readonly dataset: Testimony; readonly runId: string; readonly known: readonly KnownVersion[] },
): NewVersion => {
  const versions = known.filter((one) => one.personKey === personKey && one.recordKey === recordKey).map(({ version }) => version);
  return {
    ...{ personKey, dataset, recordKey, version: Math.max(...versions) + 1, current: true, ended: true, changedAt: null },
    ...{ fingerprint: Buffer.from(`gone in ${runId}`).toString('hex'), content: null, sealed: null, grades: null, digests: {} },
  };
};
