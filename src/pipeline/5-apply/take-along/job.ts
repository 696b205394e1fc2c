/**
 * Where the roster corrects a member's identity number, the member's applications go with them: their ids are by member (`applicationIdOf`), and what the
 * aid system holds under them must be amended or withdrawn by what is known of the right person. Until then their forms say what was known of the other.
 */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import type { RecordPlace } from '../../../security/record-vault.ts';
import type { Tx } from '../../../storage/database.ts';
import { noteLessened } from '../../../storage/ended-permissions.ts';
import { type Corrected, wrappedKeysOf } from '../../../storage/people.ts';
import { applicationsToTake, type FoundApplication, takeApplications } from '../../../storage/taking-along.ts';
import type { SealedVersion } from '../delivery.ts';
import { PROGRAMME_TABLE } from '../programmes.ts';

/** In the transaction that points the members at their people, after it has. */
export const takeAlong = async (tx: Tx, corrected: readonly Corrected[], { vault }: Pick<Context, 'vault'>): Promise<void> => {
  if (corrected.length === 0) return;
  const found = await applicationsToTake(tx, corrected);
  if (found.length === 0) return;
  const people = found.flatMap(({ personKey, to }) => [personKey, to]);
  const keys = await wrappedKeysOf(tx, people);
  await takeApplications(
    tx,
    found.map((application) => sealedAnew(application, { vault, keys })),
  );
  // What the forms said of the other goes once they are amended or withdrawn.
  await noteLessened(
    tx,
    found.map(({ to, programme }) => ({ personKey: to, purpose: PROGRAMME_TABLE[programme].purpose })),
  );
};

type Tools = Pick<Context, 'vault'> & { readonly keys: ReadonlyMap<string, Buffer> };

const sealedAnew = (application: FoundApplication, { vault, keys }: Tools): FoundApplication => {
  const { personKey, applicationId, to } = application;
  const placeOf = (owner: string, version: number): RecordPlace => {
    const wrappedKey = keys.get(owner);
    if (wrappedKey === undefined)
      throw new Fault('bug', { code: 'person-missing', detail: 'An application was found without its person.' });
    return { personKey: owner, wrappedKey, dataset: 'application', recordKey: applicationId, version };
  };
  const versions = application.versions.map(({ version, sealed }) => {
    const form = vault.open<SealedVersion>(placeOf(personKey, version), sealed);
    return { version, sealed: vault.seal(placeOf(to, version), form) };
  });
  return { ...application, versions };
};
