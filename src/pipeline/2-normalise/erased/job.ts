/** Who of a page of the roster was erased and is not back: asked in the transaction that saves the page. */
import type { Context } from '../../../context.ts';
import type { Member } from '../../../domain/canonical.ts';
import type { IdNumber } from '../../../domain/id-number.ts';
import { memberTombstone, personTombstone } from '../../../security/erasure/tombstones.ts';
import type { Tx } from '../../../storage/database.ts';
import { tombstonesAmong } from '../../../storage/erasure.ts';
import { afterErasure, type Tombstone } from './after-erasure.ts';

type Lookup = Pick<Context, 'lookup'>;

/** The members who may be known, each as far as they may. */
export const withoutErased = async (tx: Tx, members: readonly Member[], context: Lookup): Promise<readonly Member[]> => {
  const graves = await tombstonesOf(
    tx,
    members.map(({ content, sealed }) => ({ memberId: content.memberId, idNumber: sealed.idNumber })),
    context,
  );
  return members.flatMap((member, index) => afterErasure(member, graves[index] ?? []) ?? []);
};

/** A row that cannot be read has no consent that could bring anybody back. */
export const erasedAmong = async (tx: Tx, people: readonly Named[], context: Lookup): Promise<ReadonlySet<Named>> => {
  const graves = await tombstonesOf(tx, people, context);
  return new Set(people.filter((_, index) => (graves[index] ?? []).length > 0));
};

export interface Named {
  readonly memberId: string | null;
  readonly idNumber: IdNumber | null;
}

/** In the order asked. */
const tombstonesOf = async (tx: Tx, people: readonly Named[], { lookup }: Lookup): Promise<readonly (readonly Tombstone[])[]> => {
  const digests = people.map(({ memberId, idNumber }) => [
    ...(memberId === null ? [] : [memberTombstone(memberId, lookup)]),
    ...(idNumber === null ? [] : [personTombstone(lookup.digest('identity-number', idNumber), lookup)]),
  ]);
  const found = await tombstonesAmong(tx, digests.flat());
  return digests.map((own) => own.flatMap((digest) => found.get(digest.toString('hex')) ?? []));
};
