/**
 * Where the roster corrects a member's identity number, the member's applications go with them: their ids are by member (`applicationIdOf`), and what the
 * aid system holds under them must be amended or withdrawn by what is known of the right person. Until then their forms say what was known of the other.
 */
import type { Context } from '../../../context.ts';
import type { Purpose } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import type { RecordPlace } from '../../../security/record-vault.ts';
import type { Tx } from '../../../storage/database.ts';
import { noteLessened } from '../../../storage/ended-permissions.ts';
import { type Corrected, wrappedKeysOf } from '../../../storage/people.ts';
import { applicationsToTake, type FoundApplication, type Taken, takeApplications } from '../../../storage/taking-along.ts';
import { applicationIdOf } from '../application.ts';
import type { SealedVersion } from '../delivery.ts';
import { PROGRAMME_TABLE } from '../programmes.ts';

/** In the transaction that points the members at their people. */
export const takeAlong = async (tx: Tx, corrected: readonly Corrected[], { vault }: Pick<Context, 'vault'>): Promise<void> => {
  if (corrected.length === 0) return;
  const found = await applicationsToTake(
    tx,
    corrected.map(({ mistaken }) => mistaken),
  );
  if (found.length === 0) return;
  const keys = await wrappedKeysOf(
    tx,
    corrected.flatMap(({ mistaken, personKey }) => [mistaken, personKey]),
  );
  const taken = found.flatMap((application) => takenBy(application, corrected, { vault, keys }));
  await takeApplications(tx, taken);
  // What the forms said of the other goes once they are amended or withdrawn.
  await noteLessened(
    tx,
    taken.map(({ to, purpose }) => ({ personKey: to, purpose })),
  );
};

type Tools = Pick<Context, 'vault'> & { readonly keys: ReadonlyMap<string, Buffer> };

/** None where it is another's: of two members with one number the other may have it rightly. */
const takenBy = (
  application: FoundApplication,
  corrected: readonly Corrected[],
  { vault, keys }: Tools,
): readonly (Taken & { readonly purpose: Purpose })[] => {
  const { personKey, applicationId, programme } = application;
  const placeOf = (owner: string, version: number): RecordPlace => {
    const wrappedKey = keys.get(owner);
    if (wrappedKey === undefined)
      throw new Fault('bug', { code: 'person-missing', detail: 'An application was found without its person.' });
    return { personKey: owner, wrappedKey, dataset: 'application', recordKey: applicationId, version };
  };
  const versions = application.versions.map(({ version, sealed }) => ({
    version,
    form: vault.open<SealedVersion>(placeOf(personKey, version), sealed),
  }));
  const owner = corrected.find(({ memberId, mistaken }) => mistaken === personKey && isOf(memberId, application, versions[0]?.form));
  if (owner === undefined) return [];
  const to = owner.personKey;
  const sealed = versions.map(({ version, form }) => ({ version, sealed: vault.seal(placeOf(to, version), form) }));
  return [{ personKey, applicationId, to, versions: sealed, purpose: PROGRAMME_TABLE[programme].purpose }];
};

/** By what its form says; what was held before there was one, by its id. */
const isOf = (memberId: string, { applicationId, programme, episode }: FoundApplication, form: SealedVersion | undefined): boolean =>
  form === undefined
    ? episode !== null && applicationIdOf(memberId, programme, episode) === applicationId
    : form.document.memberId === memberId;
