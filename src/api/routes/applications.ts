/** Applications: where each stands, and one with its versions and its masked form. Every look is in the ledger before it is answered. */
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import type { ApplicationDocument } from '../../domain/application.ts';
import { type Purpose, SOURCES, type Source } from '../../domain/sources.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import { standingVersion } from '../../pipeline/5-apply/callback.ts';
import type { SealedVersion } from '../../pipeline/5-apply/delivery.ts';
import { PROGRAMME_TABLE } from '../../pipeline/5-apply/programmes.ts';
import type { Remainder } from '../../pipeline/5-apply/what-remains.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import {
  type ApplicationFilter,
  type ListedApplication,
  showApplication as readApplication,
  listApplications as readApplications,
  versionsOf,
} from '../../storage/application-lists.ts';
import { findVersions } from '../../storage/applications.ts';
import { openMember } from '../../storage/open-member.ts';
import { idDigestOfMember, idDigestsOf, membersByKey, type StoredMember } from '../../storage/people.ts';
import { together } from '../../together.ts';
import { fieldsOf } from '../applications/form-fields.ts';
import { holdReasonsOf } from '../applications/hold-reasons.ts';
import type { components } from '../contract.ts';
import { maskedIdNumber, maskedName } from '../masking.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, callerOf, parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

/** The cursor of a page is the id of its last application, whatever has become of that one. */
export const listApplications: Route = (context) => async (_request, response) => {
  const { limit, cursor = null, ...filter } = parametersOf<Paging & ApplicationFilter>(response);
  if (cursor !== null && !isUuid(cursor)) throw unknownCursor();
  const found = await readApplications(context.pool, { filter, after: cursor, limit: limit + 1 });
  const { items, nextCursor } = pageOf(found, { limit }, ({ applicationId }) => applicationId);
  const named = filter.memberId === undefined ? null : await idDigestOfMember(context.pool, filter.memberId);
  const shown = await idDigestsOf(
    context.pool,
    items.map(({ personKey }) => personKey),
  );
  await recordLook(response, context, {
    purpose: purposeOf(items),
    subjects: named === null ? shown : [named, ...shown],
    sources: ['aid-system'],
    outcome: 'listed',
  });
  response.json({ items: items.map(shownItem), nextCursor } satisfies Schemas['ApplicationPage']);
};

export const showApplication: Route = (context) => async (_request, response) => {
  const { applicationId } = parametersOf<{ readonly applicationId: string }>(response);
  const { pool, vault } = context;
  const listed = await readApplication(pool, applicationId);
  const [member] = listed === null ? [] : await membersByKey(pool, [listed.personKey]);
  if (listed === null || member === undefined) {
    await recordLook(response, context, { purpose: null, subjects: [], sources: [], outcome: 'none', particulars: { applicationId } });
    throw noSuchApplication();
  }
  const [document, versions, subjects] = await together([
    standingDocument(listed, member, context),
    versionsOf(pool, listed),
    idDigestsOf(pool, [listed.personKey]),
  ]);
  const { name, idNumber } = openMember(member, vault);
  await recordLook(response, context, {
    purpose: PROGRAMME_TABLE[listed.programme].purpose,
    subjects,
    sources: sourcesIn(document),
    outcome: 'shown',
    particulars: { applicationId, version: standingVersion(listed) },
  });
  response.json({
    ...shownItem(listed),
    member: { name: maskedName(name), idNumber: maskedIdNumber(idNumber) },
    versions: [...versions],
    reasons: (document?.reasons ?? []).map(({ code, text }) => ({ code, text })),
    expiresAt: document?.expiresAt ?? null,
    form: document === null ? [] : fieldsOf(document.form, document.provenance),
    remains: shownRemainder((await context.whatRemains())(listed.programme, document?.form ?? {})),
  } satisfies Schemas['ApplicationDetail']);
};

const shownItem = (listed: ListedApplication): Schemas['ApplicationItem'] => {
  const { personKey: _, holdReason, ...shown } = listed;
  return { ...shown, holdReasons: holdReasonsOf(holdReason) };
};

/** What is ruled out by the form itself is not due; under which condition the rest is, is said in words. */
const shownRemainder = ({ fields, signatures, attachments, complete }: Remainder): Schemas['Remainder'] => ({
  fields: [...fields],
  signatures: [...signatures],
  attachments: attachments.map(({ code, title, supplier, when = null }) => ({ code, title, supplier, when })),
  complete,
});

/** Null: none was made yet, or it is not kept any more. */
const standingDocument = async (
  listed: ListedApplication,
  member: StoredMember,
  { pool, vault }: Context,
): Promise<ApplicationDocument | null> => {
  const { applicationId } = listed;
  const version = standingVersion(listed);
  const [kept] = await findVersions(pool, [{ personKey: member.personKey, applicationId, version }]);
  if (kept === undefined) return null;
  return vault.open<SealedVersion>({ ...member, dataset: 'application', recordKey: applicationId, version }, kept.sealed).document;
};

/** Null: several, or none. */
const purposeOf = (items: readonly ListedApplication[]): Purpose | null => {
  const [first = null, ...others] = new Set(items.map(({ programme }) => PROGRAMME_TABLE[programme].purpose));
  return others.length === 0 ? first : null;
};

const sourcesIn = (document: ApplicationDocument | null): readonly Source[] => {
  const told = new Set<Source>([
    'aid-system',
    ...Object.values(document?.provenance ?? {}).flatMap((basis) => basis.map(({ source }) => source)),
  ]);
  return SOURCES.filter((source) => told.has(source));
};

type Look = Pick<LedgerDraft, 'purpose' | 'subjects' | 'sources' | 'outcome' | 'particulars'>;

const recordLook = (response: Response, { ledger }: Pick<Context, 'ledger'>, look: Look): Promise<void> =>
  ledger.record({ ...look, act: 'application-read', caller: callerOf(response), trace: admittedTo(response).traceId });

const noSuchApplication = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-application',
    detail: 'There is no such application; GET /v1/applications lists them.',
    fields: ['applicationId'],
  });
