/** What a duty makes us keep of a person, sealed apart: in no form that a step or a door reads. */
import type { Day } from '../../domain/period.ts';
import type { HeldApplication, RetainedItem } from '../../storage/erasure.ts';
import { openMember } from '../../storage/open-member.ts';
import type { StoredMember } from '../../storage/people.ts';
import type { RecordVault } from '../record-vault.ts';
import type { RunningDuty } from './rules.ts';

export interface ToRetain {
  readonly member: StoredMember;
  /** The last day of the longest duty: as long has to be known whose it is. */
  readonly until: Day;
  readonly applications: readonly HeldApplication[];
  readonly running: readonly RunningDuty[];
  readonly wrappedKeys: ReadonlyMap<string, Buffer>;
}

export const retainedItems = (what: ToRetain, vault: RecordVault): readonly RetainedItem[] => {
  const { member, until } = what;
  const sealed = (item: string, value: object): Buffer =>
    vault.seal({ ...member, dataset: 'retained', recordKey: item, version: 0 }, value);
  const roster = { item: 'roster', until, sealed: sealed('roster', { ...member.content, ...openMember(member, vault) }) };
  const applications = what.applications.flatMap((application) => {
    const last = lastDayOf(application, what.running);
    if (last === null) return [];
    const { applicationId, programme, version, remoteStatus } = application;
    const value = { applicationId, programme, version, remoteStatus, document: documentOf(application, what, vault) };
    return [{ item: `application/${applicationId}`, until: last, sealed: sealed(`application/${applicationId}`, value) }];
  });
  return [roster, ...applications];
};

/** Null: no duty keeps it. */
const lastDayOf = ({ applicationId }: HeldApplication, running: readonly RunningDuty[]): Day | null =>
  running
    .filter((duty) => duty.applicationId === applicationId)
    .map((duty) => duty.until)
    .toSorted()
    .at(-1) ?? null;

const documentOf = ({ personKey, applicationId, version, sealed }: HeldApplication, { wrappedKeys }: ToRetain, vault: RecordVault) => {
  const wrappedKey = wrappedKeys.get(personKey);
  if (sealed === null || wrappedKey === undefined) return null;
  return vault.open<object>({ personKey, wrappedKey, dataset: 'application', recordKey: applicationId, version }, sealed);
};
