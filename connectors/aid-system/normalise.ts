/**
 * Roster items as members (`interfaces.md` §4). Pure. Only what makes a member identifiable or tells that they left can break an item:
 * an item broken for less would also hold back the consent withdrawn in it. Anything else that cannot be read is not stated. A number that is not
 * stated breaks an item about somebody unknown alone: of a member who is known, the roster has stated it before.
 */
import type { MembersContent } from '../../src/domain/canonical.ts';
import { parseIdNumber } from '../../src/domain/id-number.ts';
import type { Day } from '../../src/domain/period.ts';
import { type MemberNormalised, numbered, type UnnumberedMember } from '../../src/upstream/aid-system.ts';
import type { BrokenRow, WireRow } from '../../src/upstream/connector.ts';
import { LONGEST_KEY } from '../../src/upstream/fields.ts';
import { pointerTo, readCount, readText, recordOf, shapeOf, textOf } from '../../src/upstream/wire.ts';
import { AID_CLASSES, EMPLOYMENT_FORMS, ID_TYPES, wordOf } from './codes.ts';
import { consentsIn } from './consents.ts';
import { readDate, readMoment, statedOrNull } from './moments.ts';
import type { components } from './upstream.ts';

type Schemas = components['schemas'];
type Wire<Name extends keyof Schemas> = { readonly [Field in keyof Schemas[Name]]?: unknown };

export const normaliseMember = (row: WireRow): MemberNormalised => {
  const item: Wire<'Member'> | null = recordOf(row);
  if (item === null) return broken({ reason: 'not-an-object', path: '', shape: shapeOf(row) });
  const memberId = readText(item.memberId);
  if (memberId.kind !== 'stated' || memberId.value.length > LONGEST_KEY)
    return broken(faultIn(item, 'memberId', memberId.kind === 'absent' ? 'missing-key' : 'wrong-type'));
  const idNumber = parseIdNumber(item.idNumber);
  const isStatedWrong = !idNumber.ok && idNumber.fault !== 'absent';
  const subject = idNumber.ok ? idNumber.value : null;
  const leftOn = readDate(item.leftOn);
  if (leftOn.kind === 'impossible' && !isStatedWrong)
    return broken({ ...faultIn(item, 'leftOn', 'impossible-date'), recordKey: memberId.value, subject });
  const known = { memberId: memberId.value, leftOn: statedOrNull(leftOn) };
  const unnumbered = { content: contentOf(item, known), sealed: sealedOf(item) };
  if (idNumber.ok) return { ok: true, member: numbered(unnumbered, idNumber.value) };
  const found = { ...faultIn(item, 'idNumber', 'identity-number'), identityFault: idNumber.fault, recordKey: memberId.value };
  return isStatedWrong ? broken(found) : { ...broken(found), unnumbered };
};

type Found = Pick<BrokenRow, 'reason' | 'path' | 'shape'> & Partial<BrokenRow>;

const faultIn = (item: Wire<'Member'>, field: keyof Schemas['Member'], reason: BrokenRow['reason']): Found => ({
  reason,
  path: pointerTo(field),
  shape: shapeOf(item[field]),
});

const broken = (found: Found): Extract<MemberNormalised, { ok: false }> => ({
  ok: false,
  broken: { recordKey: null, subject: null, ...found },
  memberId: found.recordKey ?? null,
});

interface Known {
  readonly memberId: string;
  readonly leftOn: Day | null;
}

const contentOf = (item: Wire<'Member'>, { memberId, leftOn }: Known): UnnumberedMember['content'] => ({
  memberId,
  idType: wordOf(ID_TYPES, item.idType),
  district: textOf(item.district),
  employmentForm: wordOf(EMPLOYMENT_FORMS, item.employmentForm) ?? 'unknown',
  joinedOn: statedOrNull(readDate(item.joinedOn)),
  leftOn,
  consents: consentsIn(item.consents),
  mutualAid: mutualAidIn(item.mutualAid),
  aidFile: aidFileIn(item.aidFile),
  householdSize: peopleIn(nested<'Household'>(item.household).size),
  updatedAt: statedOrNull(readMoment(item.updatedAt)),
});

const sealedOf = (item: Wire<'Member'>): UnnumberedMember['sealed'] => {
  const employer = nested<'Employer'>(item.employer);
  return {
    // Not stated is compared as not stated; the member is still one.
    name: textOf(item.name) ?? '',
    mobile: textOf(item.mobile),
    employerName: textOf(employer.name),
    employerUscc: textOf(employer.uscc),
    policyNo: textOf(nested<'MutualAidPolicy'>(item.mutualAid).policyNo),
    fileNo: textOf(nested<'AidFile'>(item.aidFile).fileNo),
  };
};

const nested = <Name extends keyof Schemas>(value: unknown): Wire<Name> => recordOf(value) ?? {};

/**
 * A policy without its days is a policy all the same (`interfaces.md`, "Common to all": absent is *not stated*): what asks for them cannot be judged,
 * and nobody's claim ends because a day was left out.
 */
const mutualAidIn = (value: unknown): MembersContent['mutualAid'] => {
  const policy = nested<'MutualAidPolicy'>(value);
  const [from, to] = [statedOrNull(readDate(policy.from)), statedOrNull(readDate(policy.to))];
  return textOf(policy.policyNo) === null && from === null && to === null ? null : { from, to };
};

/** A file of a class we do not know is a file all the same, and is not taken for one of a class we do. */
const aidFileIn = (value: unknown): MembersContent['aidFile'] => {
  const file = nested<'AidFile'>(value);
  const opened = statedOrNull(readDate(file.openedOn));
  if (textOf(file.fileNo) === null && textOf(file.class) === null && opened === null) return null;
  return { class: wordOf(AID_CLASSES, file.class) ?? 'unknown', openedOn: opened, memberCount: peopleIn(file.memberCount) };
};

/** A household or file has at least one person. */
const peopleIn = (value: unknown): number | null => {
  const count = statedOrNull(readCount(value));
  return count === null || count < 1 ? null : count;
};
