/** Pulls the roster: the change feed of members, page by page. Everything else is read only for whoever is on it. */
import type { Context } from '../../../context.ts';
import type { Member, MembersSealed } from '../../../domain/canonical.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { IdNumber } from '../../../domain/id-number.ts';
import { normaliseName } from '../../../domain/person-name.ts';
import { Fault } from '../../../faults.ts';
import { type Conclusion, defineStep } from '../../../jobs/step.ts';
import type { Tx } from '../../../storage/database.ts';
import { ensurePeople, pointMembers, rosterDigests } from '../../../storage/people.ts';
import { markMended, type QuarantinedRow, quarantine } from '../../../storage/quarantine.ts';
import { type Counts, enterInBooks, lastComplete, NO_COUNTS, noteWatermark } from '../../../storage/readings.ts';
import { holdDataset, insertVersions, markSeen, type NewVersion, versionsByKey } from '../../../storage/records.ts';
import type { Run } from '../../../storage/runs.ts';
import type { MemberNormalised } from '../../../upstream/aid-system.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import type { KnownVersion } from '../../2-normalise/admission.ts';
import { reasonOf } from '../../2-normalise/quarantine/job.ts';
import { type CorrectedMember, followCorrections } from '../../2-normalise/regrade/job.ts';
import { erasedAmong, withoutErased } from '../erased/job.ts';
import { newestOf, type Standing, standingOf } from './standing.ts';

interface Checkpoint {
  readonly cursor: string | null;
  readonly page: number;
  /** Read from its beginning, and no row so far: a page may be empty and yet more follow. */
  readonly nobodyYet?: boolean;
}

const READING = { dataset: 'members', kind: 'nightly' } as const;

export const pullRoster = defineStep<object, Checkpoint>({
  name: 'roster',
  async run(unit, context) {
    const { members } = context.aidSystem;
    const { run } = unit;
    let at = unit.checkpoint ?? (await beginning(run, context));
    for (;;) {
      unit.signal.throwIfAborted();
      const page = await members.page({ cursor: at.cursor, limit: members.pageSize }, nightCall(unit.signal));
      const nobodyYet = at.nobodyYet === true && page.rows.length === 0;
      if (nobodyYet && !page.hasMore) throw emptyRoster();
      const rows = page.rows.map((raw) => ({ raw, read: members.normalise(raw) }));
      const next: Checkpoint = { cursor: page.nextCursor ?? at.cursor, page: at.page + 1, nobodyYet };
      const save = (tx: Tx): Promise<void> => savePage(tx, { run, sees: unit.sees, page: at.page, rows }, context);
      if (!page.hasMore) return conclude(run, next, save);
      await unit.save(save, { checkpoint: next, members: page.rows.length });
      at = next;
    }
  },
});

const beginning = async (run: Run, context: Context): Promise<Checkpoint> => {
  const watermark = run.options.full ? null : (await lastComplete(context.pool)).get('members')?.watermark;
  const cursor = watermark && 'cursor' in watermark ? watermark.cursor : null;
  return { cursor, page: 0, nobodyYet: cursor === null };
};

const emptyRoster = (): Fault =>
  new Fault('busy', { code: 'suspiciously-empty', detail: 'The roster is empty; that is not believed until it is asked again.' });

const conclude =
  (run: Run, end: Checkpoint, save: (tx: Tx) => Promise<void>): Conclusion =>
  async (tx) => {
    await save(tx);
    await noteWatermark(tx, { runId: run.runId, ...READING }, { cursor: end.cursor });
    return [];
  };

interface RosterPage {
  readonly run: Run;
  readonly sees: (personKeys: readonly string[]) => void;
  readonly page: number;
  readonly rows: readonly { readonly raw: unknown; readonly read: MemberNormalised }[];
}

/** A row of the roster, whose it is, and where it stands. */
interface RosterRow {
  readonly member: Member;
  readonly person: Person;
  readonly fingerprint: string;
  readonly standing: Standing<KnownVersion>;
}

const savePage = async (tx: Tx, page: RosterPage, context: Context): Promise<void> => {
  const { run } = page;
  await holdDataset(tx, 'members');
  const named = newestOf(page.rows.flatMap(({ read }) => (read.ok ? [read.member] : [])));
  const members = await withoutErased(tx, named, context);
  const before = await rosterDigests(tx, members.map(idOf));
  const rows = await placed(tx, members, { run, context });
  page.sees(rows.map(({ person }) => person.personKey));
  await saveRows(tx, rows, { run, context });
  const corrected = rows.flatMap((row) => correctionOf(row, before.get(idOf(row.member)), context));
  await followCorrections(tx, corrected, run.startedAt);
  const unread = brokenRowsOf(page, context);
  const broken = await stillQuarantined(tx, unread, context);
  await quarantine(tx, run.runId, context.clock(), broken);
  const withheld = named.length - members.length + unread.length - broken.length;
  await enterInBooks(tx, { runId: run.runId, ...READING }, countsOf(page, { rows, broken, withheld }));
};

const saveRows = async (tx: Tx, rows: readonly RosterRow[], { run, context }: Night): Promise<void> => {
  const accepted = rows.filter(({ standing }) => standing.column === 'accepted');
  const pointing = rows.filter(({ standing }) => standing.isNewest);
  const versions = accepted.map((row) => versionOf(row, context));
  const seen = rows.flatMap(({ standing }) => standing.same ?? []);
  await insertVersions(tx, run.runId, versions);
  await markSeen(tx, run.runId, 'members', seen);
  await pointMembers(tx, pointing.map(pointerOf));
  await markMended(
    tx,
    'members',
    accepted.map(({ member }) => idOf(member)),
  );
};

const idOf = (member: Member): string => member.content.memberId;
const pointerOf = ({ member, person }: RosterRow) => ({
  memberId: idOf(member),
  personKey: person.personKey,
  leftOn: member.content.leftOn,
});

/** Rows that nobody can read are kept for whoever mends them, unless they are about somebody who was erased. */
const stillQuarantined = async (tx: Tx, unread: readonly UnreadMember[], context: Context): Promise<readonly QuarantinedRow[]> => {
  const named = unread.map(({ row, idNumber }) => ({ memberId: row.recordKey, idNumber }));
  const erased = await erasedAmong(tx, named, context);
  return unread.flatMap(({ row }, index) => (erased.has(named[index] ?? NOBODY) ? [] : [row]));
};

const NOBODY = { memberId: null, idNumber: null };

interface UnreadMember {
  readonly row: QuarantinedRow;
  readonly idNumber: IdNumber | null;
}

interface Booked {
  readonly rows: readonly RosterRow[];
  readonly broken: readonly QuarantinedRow[];
  readonly withheld: number;
}

/** A member who stands on the page twice is counted with the newer row. */
const countsOf = (page: RosterPage, { rows, broken, withheld }: Booked): Counts => {
  const count = (column: string): number => rows.filter(({ standing }) => standing.column === column).length;
  const twice = page.rows.length - broken.length - rows.length - withheld;
  return {
    ...NO_COUNTS,
    fetched: page.rows.length,
    accepted: count('accepted'),
    unchanged: count('unchanged'),
    withheld,
    duplicate: count('duplicate') + twice,
    quarantined: broken.length,
  };
};

interface Night {
  readonly run: Run;
  readonly context: Context;
}

const placed = async (tx: Tx, members: readonly Member[], { run, context }: Night): Promise<readonly RosterRow[]> => {
  const personOf = await peopleOf(tx, members, context);
  const known = Map.groupBy(await versionsByKey(tx, 'members', members.map(idOf)), ({ recordKey }) => recordKey);
  return members.map((member) => {
    const person = personOf(member);
    const fingerprint = context.lookup.digest('row', canonicalJson(member)).toString('hex');
    const row = { personKey: person.personKey, changedAt: member.content.updatedAt, fingerprint };
    return { member, person, fingerprint, standing: standingOf(row, known.get(idOf(member)) ?? [], run.runId) };
  });
};

interface Person {
  readonly personKey: string;
  readonly wrappedKey: Buffer;
}

const peopleOf = async (tx: Tx, members: readonly Member[], { lookup, vault, uuid }: Context): Promise<(member: Member) => Person> => {
  const digestOf = ({ sealed }: Member): string => lookup.digest('identity-number', sealed.idNumber).toString('hex');
  const proposed = [...new Set(members.map(digestOf))].map((hex) => {
    const personKey = uuid();
    return { idDigest: Buffer.from(hex, 'hex'), personKey, wrappedKey: vault.newPersonKey(personKey) };
  });
  const people = await ensurePeople(tx, proposed);
  return (member) => {
    const person = people.get(digestOf(member));
    if (person === undefined) throw new Fault('bug', { code: 'person-missing', detail: 'A member was saved without a person.' });
    return person;
  };
};

const versionOf = ({ member, person, fingerprint, standing }: RosterRow, context: Context): NewVersion => {
  const { content, sealed } = member;
  const { version, current } = standing;
  const recordKey = content.memberId;
  return {
    ...{
      personKey: person.personKey,
      dataset: 'members',
      recordKey,
      version,
      current,
      ended: false,
      changedAt: content.updatedAt,
      fingerprint,
    },
    ...{ content, sealed: context.vault.seal({ ...person, dataset: 'members', recordKey, version }, sealed), grades: null },
    digests: digestsOf(sealed, context),
  };
};

/** What records are compared with; an employer by everything the roster says of it. */
const digestsOf = (
  { name, employerName, employerUscc }: MembersSealed,
  { lookup }: Context,
): { readonly name: string; readonly employer: string } => ({
  name: lookup.digest('name', normaliseName(name)).toString('hex'),
  employer: lookup.digest('employer', canonicalJson([employerUscc, employerName])).toString('hex'),
});

/** Of a member who was known as this person before: what the roster now says otherwise. */
const correctionOf = (
  { member, person, standing }: RosterRow,
  before: { readonly personKey: string; readonly digests: Readonly<Record<string, string>> } | undefined,
  context: Context,
): readonly CorrectedMember[] => {
  if (before?.personKey !== person.personKey || standing.column !== 'accepted' || !standing.isNewest) return [];
  const { name, employer } = digestsOf(member.sealed, context);
  const stated = [member.sealed.employerUscc, member.sealed.employerName].filter((text) => text !== null);
  const employers = stated.map((text) => context.lookup.digest('employer', text).toString('hex'));
  return [
    {
      personKey: person.personKey,
      name: before.digests['name'] === name ? null : name,
      employers: before.digests['employer'] === employer ? null : employers,
    },
  ];
};

const brokenRowsOf = ({ run, page, rows }: RosterPage, { lookup }: Context): readonly UnreadMember[] =>
  rows.flatMap(({ read, raw }, row) => {
    if (read.ok) return [];
    const { path, shape } = read.broken;
    const fingerprint = lookup.digest('row', canonicalJson({ raw })).toString('hex');
    const quarantined = {
      dataset: 'members',
      recordKey: read.memberId,
      position: { run: run.runId, page, row },
      reason: reasonOf(read.broken),
      path,
      shape,
      personKey: null,
      sealed: null,
      fingerprint,
    } as const;
    return [{ row: quarantined, idNumber: read.broken.subject }];
  });
