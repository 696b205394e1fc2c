/** Pulls the roster: the change feed of members, page by page. Everything else is read only for whoever is on it. */

import type { Context } from '../../../context.ts';
import type { Member } from '../../../domain/canonical.ts';
import { normaliseName } from '../../../domain/person-name.ts';
import { Fault } from '../../../faults.ts';
import { type Conclusion, defineStep } from '../../../jobs/step.ts';
import type { Tx } from '../../../storage/database.ts';
import { ensurePeople, pointMembers } from '../../../storage/people.ts';
import { quarantine } from '../../../storage/quarantine.ts';
import { enterInBooks, lastComplete, NO_COUNTS, noteWatermark, restartReading, uncover } from '../../../storage/readings.ts';
import {
  currentRecordsOf,
  holdDataset,
  insertVersions,
  type KnownVersion,
  markSeen,
  type NewVersion,
  regrade,
  versionsByKey,
} from '../../../storage/records.ts';
import type { Run } from '../../../storage/runs.ts';
import type { MemberNormalised } from '../../../upstream/aid-system.ts';
import { canonicalJson } from '../../2-normalise/canonical-json.ts';
import { regradedByDigest } from '../../2-normalise/regrade.ts';
import { nightCall } from '../night-call.ts';

interface Checkpoint {
  readonly cursor: string | null;
  readonly page: number;
}

const READING = { dataset: 'members', kind: 'nightly' } as const;

export const pullRoster = defineStep<object, Checkpoint>({
  name: 'roster',
  async run(unit, context) {
    const { members } = context.aidSystem;
    const { run } = unit;
    let at = unit.checkpoint ?? { cursor: await startOf(run, context), page: 0 };
    for (;;) {
      unit.signal.throwIfAborted();
      const page = await members.page({ cursor: at.cursor, limit: members.pageSize }, nightCall(unit.signal));
      if (page.rows.length === 0 && at.cursor === null)
        throw new Fault('busy', {
          code: 'suspiciously-empty',
          detail: 'The roster is empty; that is not believed until it is asked again.',
        });
      const read = page.rows.map((row) => ({ raw: row, read: members.normalise(row) }));
      const next: Checkpoint = { cursor: page.nextCursor ?? at.cursor, page: at.page + 1 };
      const save = (tx: Tx): Promise<void> => saveRoster(tx, { run, page: at.page, rows: read }, context);
      if (!page.hasMore) return conclude(run, next, save);
      await unit.save(save, { checkpoint: next, members: page.rows.length });
      at = next;
    }
  },
});

const startOf = async (run: Run, context: Context): Promise<string | null> => {
  const watermark = run.options.full ? null : (await lastComplete(context.pool)).get('members')?.watermark;
  if (watermark && 'cursor' in watermark) return watermark.cursor;
  return null;
};

const conclude =
  (run: Run, end: Checkpoint, save: (tx: Tx) => Promise<void>): Conclusion =>
  async (tx) => {
    await save(tx);
    await noteWatermark(tx, { runId: run.runId, ...READING }, { cursor: end.cursor });
    if (end.cursor === null) await restartReading(tx, { runId: run.runId, ...READING });
    return [];
  };

interface RosterPage {
  readonly run: Run;
  readonly page: number;
  readonly rows: readonly { readonly raw: unknown; readonly read: MemberNormalised }[];
}

const saveRoster = async (tx: Tx, { run, page, rows }: RosterPage, context: Context): Promise<void> => {
  await holdDataset(tx, 'members');
  const members = newestOf(rows.flatMap(({ read }) => (read.ok ? [read.member] : [])));
  const people = await peopleOf(tx, members, context);
  const known = await versionsByKey(
    tx,
    'members',
    members.map((member) => member.content.memberId),
  );
  const outcomes = members.map((member) => admitMember(member, { known, person: people.of(member), run, context }));
  await insertVersions(
    tx,
    run.runId,
    outcomes.flatMap((outcome) => outcome.versions),
  );
  await markSeen(
    tx,
    run.runId,
    'members',
    outcomes.flatMap((outcome) => outcome.seen),
  );
  await pointMembers(
    tx,
    members
      .filter((_, index) => outcomes[index]?.isNewest)
      .map((member) => ({ memberId: member.content.memberId, personKey: people.of(member).personKey, leftOn: member.content.leftOn })),
  );
  await followCorrections(
    tx,
    members.filter((_, index) => outcomes[index]?.column === 'accepted'),
    { people, known, run, context },
  );
  const broken = rows.flatMap(({ read, raw }, row) =>
    read.ok
      ? []
      : [
          {
            dataset: 'members' as const,
            recordKey: read.memberId,
            position: { run: run.runId, page, row },
            reason: read.broken.identityFault === undefined ? read.broken.reason : `${read.broken.reason}:${read.broken.identityFault}`,
            path: read.broken.path,
            shape: read.broken.shape,
            personKey: null,
            sealed: null,
            fingerprint: context.lookup.digest('row', canonicalJson({ raw })).toString('hex'),
          },
        ],
  );
  await quarantine(tx, run.runId, context.clock(), broken);
  const count = (column: string): number => outcomes.filter((outcome) => outcome.column === column).length;
  const readable = rows.length - broken.length;
  await enterInBooks(
    tx,
    { runId: run.runId, ...READING },
    {
      ...NO_COUNTS,
      fetched: rows.length,
      accepted: count('accepted'),
      unchanged: count('unchanged'),
      duplicate: count('duplicate') + readable - members.length,
      quarantined: broken.length,
    },
  );
};

/** A member may stand on a page twice: the newest row wins. */
const newestOf = (members: readonly Member[]): readonly Member[] => {
  const byId = new Map<string, Member>();
  for (const member of members) {
    const earlier = byId.get(member.content.memberId);
    if (earlier === undefined || (member.content.updatedAt ?? '') >= (earlier.content.updatedAt ?? ''))
      byId.set(member.content.memberId, member);
  }
  return [...byId.values()];
};

interface Person {
  readonly personKey: string;
  readonly wrappedKey: Buffer;
}

const peopleOf = async (
  tx: Tx,
  members: readonly Member[],
  { lookup, vault, uuid }: Context,
): Promise<{ readonly of: (member: Member) => Person }> => {
  const digestOf = (member: Member): Buffer => lookup.digest('identity-number', member.sealed.idNumber);
  const byDigest = new Map(members.map((member) => [digestOf(member).toString('hex'), member]));
  const proposed = [...byDigest.keys()].map((hex) => {
    const personKey = uuid();
    return { idDigest: Buffer.from(hex, 'hex'), personKey, wrappedKey: vault.newPersonKey(personKey) };
  });
  const people = await ensurePeople(tx, proposed);
  return {
    of: (member) => {
      const person = people.get(digestOf(member).toString('hex'));
      if (person === undefined) throw new Fault('bug', { code: 'person-missing', detail: 'A member was saved without a person.' });
      return person;
    },
  };
};

interface MemberOutcome {
  readonly column: 'accepted' | 'unchanged' | 'duplicate';
  readonly isNewest: boolean;
  readonly versions: readonly NewVersion[];
  readonly seen: readonly KnownVersion[];
}

const admitMember = (
  member: Member,
  {
    known,
    person,
    run,
    context,
  }: { readonly known: readonly KnownVersion[]; readonly person: Person; readonly run: Run; readonly context: Context },
): MemberOutcome => {
  const recordKey = member.content.memberId;
  const fingerprint = context.lookup.digest('row', canonicalJson(member)).toString('hex');
  const versions = known.filter((version) => version.recordKey === recordKey && version.personKey === person.personKey);
  const same = versions.find((version) => version.fingerprint === fingerprint && version.current);
  if (same !== undefined)
    return { column: same.seenRun === run.runId ? 'duplicate' : 'unchanged', isNewest: true, versions: [], seen: [same] };
  const changedAt = member.content.updatedAt;
  const isNewest = known.every(
    (version) =>
      version.recordKey !== recordKey ||
      !version.current ||
      changedAt === null ||
      version.changedAt === null ||
      changedAt >= version.changedAt,
  );
  const version = Math.max(0, ...versions.map((one) => one.version)) + 1;
  const sealed = context.vault.seal({ ...person, dataset: 'members', recordKey, version }, member.sealed);
  return {
    column: 'accepted',
    isNewest,
    seen: [],
    versions: [
      {
        personKey: person.personKey,
        dataset: 'members',
        recordKey,
        version,
        current: isNewest || versions.length === 0,
        ended: false,
        changedAt,
        fingerprint,
        content: member.content,
        sealed,
        grades: null,
        digests: { name: context.lookup.digest('name', normaliseName(member.sealed.name)).toString('hex') },
      },
    ],
  };
};

interface Corrections {
  readonly people: { readonly of: (member: Member) => Person };
  readonly known: readonly KnownVersion[];
  readonly run: Run;
  readonly context: Context;
}

/** A corrected roster name or employer is compared again by digest; where that cannot tell, the person's rows are read again (`design.md`, "Storage"). */
const followCorrections = async (tx: Tx, accepted: readonly Member[], { people, known, run, context }: Corrections): Promise<void> => {
  const corrected = accepted.filter((member) => known.some((version) => version.recordKey === member.content.memberId));
  if (corrected.length === 0) return;
  const records = await currentRecordsOf(
    tx,
    corrected.map((member) => people.of(member).personKey),
  );
  const unclear: string[] = [];
  for (const member of corrected) {
    const { personKey } = people.of(member);
    const { regraded, readAgain } = regradedByDigest(
      records.filter((record) => record.personKey === personKey),
      {
        name: context.lookup.digest('name', normaliseName(member.sealed.name)).toString('hex'),
        employers: [member.sealed.employerUscc, member.sealed.employerName].flatMap((employer) =>
          employer === null ? [] : [context.lookup.digest('employer', employer).toString('hex')],
        ),
      },
    );
    if (regraded.length > 0) await regrade(tx, personKey, regraded);
    if (readAgain) unclear.push(personKey);
  }
  if (unclear.length > 0) await uncover(tx, unclear, run.startedAt);
};
