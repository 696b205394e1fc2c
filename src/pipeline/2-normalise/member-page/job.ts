/** Normalises a page of the roster: whose each row is, where it stands among what is known of the member, and what follows from it. */
import type { Context } from '../../../context.ts';
import { type Counts, NO_COUNTS } from '../../../domain/books.ts';
import type { Member, MembersSealed } from '../../../domain/canonical.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { IdNumber } from '../../../domain/id-number.ts';
import { normaliseName } from '../../../domain/person-name.ts';
import { sourceOf } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import type { Tx } from '../../../storage/database.ts';
import { openMember, openMembersById } from '../../../storage/open-member.ts';
import { ensurePeople, membersByKey, pointMembers, type RosterDigests, rosterDigests } from '../../../storage/people.ts';
import { markMended, type QuarantinedRow, quarantine } from '../../../storage/quarantine.ts';
import { holdDataset, insertVersions, markSeen, type NewVersion, versionsByKey } from '../../../storage/records.ts';
import type { Run } from '../../../storage/runs.ts';
import type { MemberNormalised } from '../../../upstream/aid-system.ts';
import { unnumberedAmong, withNumbers } from '../../../upstream/roster-rows.ts';
import { takeAlong } from '../../5-apply/take-along/job.ts';
import type { KnownVersion } from '../admission.ts';
import { book } from '../booking/job.ts';
import { erasedAmong, withoutErased } from '../erased/job.ts';
import { mayLeave } from '../most-ended/job.ts';
import { reasonOf } from '../quarantine/job.ts';
import { type CorrectedMember, followCorrections } from '../regrade/job.ts';
import { newestOf, type Standing, standingOf } from './standing.ts';

/** The roster has one reading a night. */
export const ROSTER_READING = { dataset: 'members', kind: 'nightly' } as const;

/** As it was read, and where it stood. */
export interface MemberPage {
  readonly run: Run;
  readonly workId: string;
  readonly attempt: number;
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

/** In the transaction that moves the cursor on: every row is accepted, known already, withheld or in quarantine, and entered in the books. */
export const saveMemberPage = async (tx: Tx, stated: MemberPage, context: Context): Promise<void> => {
  const { run, workId } = stated;
  await holdDataset(tx, 'members');
  const page = { ...stated, rows: await numberedRows(tx, stated.rows, context) };
  const named = newestOf(page.rows.flatMap(({ read }) => (read.ok ? [read.member] : [])));
  const members = await withoutErased(tx, named, context);
  const rows = await placed(tx, members, { run, context });
  const before = await knownBefore(tx, rows);
  page.sees(rows.map(({ person }) => person.personKey));
  await mayLeave(tx, { run, workId, dataset: 'members', attempt: page.attempt }, leavingOf(rows), context);
  await saveRows(tx, rows, { run, context });
  await followCorrections(tx, await corrected(tx, before, context), run.startedAt);
  const unread = brokenRowsOf(page, context);
  const broken = await stillQuarantined(tx, unread, context);
  await quarantine(tx, run.runId, context.clock(), broken);
  const withheld = named.length - members.length + unread.length - broken.length;
  await book(tx, { run, ...ROSTER_READING }, [countsOf(page, { rows, broken, withheld })], context);
  const { dataset } = ROSTER_READING;
  for (const { reason, path } of broken)
    context.log.rowQuarantined({ runId: run.runId, workId, source: sourceOf(dataset), dataset, reason, path });
};

const numberedRows = async (tx: Tx, rows: MemberPage['rows'], { vault }: Context): Promise<MemberPage['rows']> => {
  const unnumbered = unnumberedAmong(rows);
  return unnumbered.length === 0 ? rows : withNumbers(rows, await openMembersById(tx, unnumbered, vault));
};

const saveRows = async (tx: Tx, rows: readonly RosterRow[], { run, context }: Night): Promise<void> => {
  const accepted = rows.filter(({ standing }) => standing.column === 'accepted');
  const pointing = rows.filter(({ standing }) => standing.isNewest);
  const versions = accepted.map((row) => versionOf(row, context));
  const seen = rows.flatMap(({ standing }) => standing.same ?? []);
  await insertVersions(tx, run.runId, versions);
  await markSeen(tx, run.runId, 'members', seen);
  await takeAlong(tx, await pointMembers(tx, pointing.map(pointerOf)), context);
  await markMended(
    tx,
    'members',
    accepted.map(({ member }) => idOf(member)),
  );
};

/** Whom the page says to have left, whenever that was. */
const leavingOf = (rows: readonly RosterRow[]): readonly string[] =>
  rows.filter(({ member, standing }) => standing.isNewest && member.content.leftOn !== null).map(({ member }) => idOf(member));

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
const countsOf = (page: MemberPage, { rows, broken, withheld }: Booked): Counts => {
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

/** Whom rows that say something new were about until now, and whom they are about, as far as they are known. */
const knownBefore = async (tx: Tx, rows: readonly RosterRow[]): Promise<readonly RosterDigests[]> => {
  const telling = rows.filter(({ standing }) => standing.column === 'accepted');
  const [memberIds, personKeys] = [telling.map(({ member }) => idOf(member)), telling.map(({ person }) => person.personKey)];
  return telling.length === 0 ? [] : rosterDigests(tx, { memberIds, personKeys });
};

/** Of people who were known before: what the roster now says otherwise, be it that another of their memberships counts. */
const corrected = async (tx: Tx, before: readonly RosterDigests[], context: Context): Promise<readonly CorrectedMember[]> => {
  if (before.length === 0) return [];
  const was = new Map(before.map(({ personKey, digests }) => [personKey, digests]));
  const now = await rosterDigests(tx, { memberIds: [], personKeys: [...was.keys()] });
  const others = now.flatMap(({ personKey, digests }) => {
    const [name, employer] = [digests['name'], digests['employer']];
    const [nameWas, employerWas] = [was.get(personKey)?.['name'], was.get(personKey)?.['employer']];
    const isSame = name === nameWas && employer === employerWas;
    return isSame ? [] : [{ personKey, name: name === nameWas ? null : (name ?? null), isOtherEmployer: employer !== employerWas }];
  });
  const moved = others.filter(({ isOtherEmployer }) => isOtherEmployer).map(({ personKey }) => personKey);
  const members = await membersByKey(tx, moved);
  const employers = new Map(members.map((member) => [member.personKey, employersOf(openMember(member, context.vault), context)]));
  return others.map(({ personKey, name }) => ({ personKey, name, employers: employers.get(personKey) ?? null }));
};

/** By what a record may state of them. */
const employersOf = ({ employerUscc, employerName }: MembersSealed, { lookup }: Context): readonly string[] =>
  [employerUscc, employerName].filter((text) => text !== null).map((text) => lookup.digest('employer', text).toString('hex'));

const brokenRowsOf = ({ run, page, rows }: MemberPage, { lookup }: Context): readonly UnreadMember[] =>
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
