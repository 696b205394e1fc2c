/**
 * Erases a member: their key, their facts, their way back. One transaction, so that a crash leaves all or nothing of it; it waits for whoever is
 * saving, and whoever was under way begins anew. Where a retention duty runs, what it covers is sealed apart and stored, and nothing else
 * happens to it (PIPL art. 47); the rest is erased all the same.
 */
import type { Context } from '../../context.ts';
import { dayAt, type Instant } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { inTransaction, type Tx } from '../../storage/database.ts';
import {
  applicationsOf,
  type Deleted,
  deletePeople,
  destroyKeys,
  type ErasureCause,
  type MemberPeople,
  noteErasure,
  peopleOfMember,
  type Restriction,
  raiseTombstones,
  restrict,
  restrictionsOf,
  tombstonesAmong,
  withdrawInRun,
  withdrawOpen,
} from '../../storage/erasure.ts';
import { openMember } from '../../storage/open-member.ts';
import { membersByKey, type StoredMember, wrappedKeysOf } from '../../storage/people.ts';
import { holdPeople } from '../../storage/people-lock.ts';
import type { Caller } from '../caller.ts';
import { retainedItems } from './retain.ts';
import { runningDuties } from './rules.ts';
import { memberTombstone, tombstoneDigests } from './tombstones.ts';

export interface ErasureRequest {
  readonly memberId: string;
  readonly cause: ErasureCause;
  /** Why, for whoever audits it; it must not name the person. */
  readonly reason: string | null;
  /** Who erases, for the ledger. */
  readonly caller: Caller;
}

/** What had to be stored instead, and until when. */
export type StoredInstead = Pick<Restriction, 'until' | 'duties'>;

export type Erased =
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'already-erased'; readonly restrictions: readonly StoredInstead[] }
  | {
      readonly outcome: 'erased' | 'restricted';
      readonly deleted: Deleted;
      /** Applications that the aid system is yet to be told of. */
      readonly withdrawing: number;
      readonly restrictions: readonly StoredInstead[];
    };

export type ErasureTools = Pick<Context, 'pool' | 'vault' | 'lookup' | 'clock' | 'ledger' | 'log' | 'config'>;

export const eraseMember = async (request: ErasureRequest, tools: ErasureTools): Promise<Erased> => {
  const erased = await inTransaction(tools.pool, async (tx) => {
    await holdPeople(tx);
    const people = await peopleOfMember(tx, request.memberId);
    return people === null ? erasedBefore(tx, request.memberId, tools) : erasePeople(tx, request, people, tools);
  });
  if ('deleted' in erased) {
    const rows = Object.values(erased.deleted).reduce((sum, count) => sum + count, 0);
    tools.log.personErased({ cause: request.cause, outcome: erased.outcome, rows, withdrawing: erased.withdrawing });
  }
  return erased;
};

const erasedBefore = async (tx: Tx, memberId: string, { lookup }: ErasureTools): Promise<Erased> => {
  const memberDigest = memberTombstone(memberId, lookup);
  if ((await tombstonesAmong(tx, [memberDigest])).size === 0) return { outcome: 'unknown' };
  return { outcome: 'already-erased', restrictions: (await restrictionsOf(tx, memberDigest)).map(storedInstead) };
};

const erasePeople = async (tx: Tx, request: ErasureRequest, people: MemberPeople, tools: ErasureTools): Promise<Erased> => {
  const { lookup, clock } = tools;
  const erasedAt = clock();
  const memberDigest = memberTombstone(request.memberId, lookup);
  const [member] = await membersByKey(tx, [people.personKey]);
  refuseNaming(request.reason, member, tools);
  const restriction = await retain(tx, people, { member, erasedAt, tools });
  const open = await withdrawOpen(tx, people.personKeys);
  const subjects = people.idDigests.map((digest) => Buffer.from(tools.ledger.subjectOf(digest), 'hex'));
  const deleted = await deletePeople(tx, { ...people, subjects });
  await destroyKeys(
    tx,
    people.personKeys.filter((key) => key !== restriction?.personKey),
  );
  await raiseTombstones(tx, tombstoneDigests(people, lookup), { cause: request.cause, erasedAt });
  await noteErasure(tx, { memberDigest, cause: request.cause, reason: request.reason, erasedAt, deleted });
  await withdrawInRun(tx, open);
  const outcome = restriction === null ? 'erased' : 'restricted';
  const act = { act: 'erase', purpose: null, sources: [], trace: null, particulars: { cause: request.cause } } as const;
  await tools.ledger.append(tx, [{ ...act, caller: request.caller, subjects: people.idDigests, outcome }]);
  const restrictions = restriction === null ? [] : [storedInstead(restriction)];
  return { outcome, deleted, withdrawing: open.length, restrictions };
};

/** What may be told: not whose it is. */
const storedInstead = ({ until, duties }: Restriction): StoredInstead => ({ until, duties });

interface Retaining {
  readonly member: StoredMember | undefined;
  readonly erasedAt: Instant;
  readonly tools: ErasureTools;
}

/** Null: no duty runs. */
const retain = async (tx: Tx, people: MemberPeople, { member, erasedAt, tools }: Retaining): Promise<Restriction | null> => {
  const on = dayAt(erasedAt);
  const applications = await applicationsOf(tx, people.personKeys);
  const hasAidFile = member !== undefined && member.content.aidFile !== null;
  const running = runningDuties(tools.config.retention.duties, { hasAidFile, applications }, on);
  if (running.length === 0 || member === undefined) return null;
  const until =
    running
      .map((duty) => duty.until)
      .toSorted()
      .at(-1) ?? on;
  const duties = running.map(({ applicationId: _, ...duty }) => duty);
  const memberDigests = people.memberIds.map((memberId) => memberTombstone(memberId, tools.lookup));
  const restriction: Restriction = { personKey: people.personKey, memberDigests, restrictedAt: erasedAt, until, duties };
  const wrappedKeys = await wrappedKeysOf(tx, people.personKeys);
  await restrict(tx, restriction, retainedItems({ member, until, applications, running, wrappedKeys }, tools.vault));
  return restriction;
};

const LONGEST_NUMBER = /\d{8}/u;

/** A reason is kept in clear, for years: it says why, never who. */
const refuseNaming = (reason: string | null, member: StoredMember | undefined, { vault }: ErasureTools): void => {
  if (reason === null) return;
  const names = member === undefined ? [] : [openMember(member, vault).name];
  if (LONGEST_NUMBER.test(reason.normalize('NFKC').replaceAll(/[\s-]/gu, '')) || names.some((name) => reason.includes(name)))
    throw new Fault('invalid', {
      code: 'reason-names-person',
      detail: 'The reason names the person or holds a long number; it outlives them here, so say why without saying who.',
    });
};
