/** Cases: what screening says of members, page by page, and one with all it rests on. Every look is in the ledger before it is answered. */
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { readDay } from '../../domain/period.ts';
import type { Purpose } from '../../domain/sources.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import { explainCase } from '../../pipeline/4-screen/explain.ts';
import type { RuleSet } from '../../pipeline/4-screen/rule-set.ts';
import type { CannotJudge, Case, Standing } from '../../pipeline/4-screen/types.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { applicationsOfCase } from '../../storage/application-lists.ts';
import {
  type CaseFilter,
  type CasePosition,
  type CaseQuery,
  findCase,
  type ListedCase,
  listCases as readCases,
} from '../../storage/case-lists.ts';
import { type CaseNight, nightsOfCase } from '../../storage/case-nights.ts';
import { openMember } from '../../storage/open-member.ts';
import { idDigestOfMember, idDigestsOf, membersByKey } from '../../storage/people.ts';
import { lastClosedRun } from '../../storage/runs.ts';
import { together } from '../../together.ts';
import { historyOf, type Lifetime, type Said } from '../cases/case-history.ts';
import { sourcesBehind } from '../cases/dated-evidence.ts';
import { type Judgement, lastJudgements } from '../cases/last-judgement.ts';
import { shownHead, shownItem, shownSubstance } from '../cases/shown-case.ts';
import { notJudgedTonight } from '../cases/unjudged.ts';
import type { components } from '../contract.ts';
import { maskedIdNumber, maskedName } from '../masking.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, callerOf, parametersOf, type Route } from '../route.ts';
import { toldOnce } from '../told-once.ts';

type Schemas = components['schemas'];
type Listed = ListedCase<Case>;
type Asked = Paging & CaseFilter & Pick<CaseQuery, 'status'>;

export const listCases: Route = (context) => async (_request, response) => {
  const { status, limit, cursor, ...filter } = parametersOf<Asked>(response);
  const query = { status, filter, after: positionIn(cursor), limit: limit + 1 };
  const { items, nextCursor } = pageOf(await readCases<Case>(context.pool, query), { limit }, cursorOf);
  const judgementOf = await lastJudgements(items, context);
  const named = filter.memberId === undefined ? null : await idDigestOfMember(context.pool, filter.memberId);
  const shown = await idDigestsOf(
    context.pool,
    items.map(({ personKey }) => personKey),
  );
  await recordLook(response, context, {
    purpose: purposeOf(items) ?? (filter.purpose as Purpose | undefined) ?? null,
    subjects: named === null ? shown : [named, ...shown],
    sources: sourcesBehind(items.map(({ content }) => content)),
    outcome: 'listed',
  });
  response.json({ items: items.map((item) => shownItem(item, judgementOf(item))), nextCursor } satisfies Schemas['CasePage']);
};

export const showCase: Route = (context) => async (_request, response) => {
  const { caseId } = parametersOf<{ readonly caseId: string }>(response);
  const { pool, vault } = context;
  const listed = await findCase<Case>(pool, caseId);
  const [member] = listed === null ? [] : await membersByKey(pool, [listed.personKey]);
  if (listed === null || member === undefined) {
    await recordLook(response, context, { purpose: null, subjects: [], sources: [], outcome: 'none', particulars: { caseId } });
    throw noSuchCase();
  }
  const { personKey, episode, content } = listed;
  const [judgementOf, nights, applications, subjects] = await together([
    lastJudgements([listed], context),
    nightsOfCase<Case, Standing>(pool, { personKey, episode, purpose: content.purpose }),
    applicationsOfCase(pool, listed),
    idDigestsOf(pool, [personKey]),
  ]);
  const { name, idNumber } = openMember(member, vault);
  await recordLook(response, context, {
    purpose: content.purpose,
    subjects,
    sources: sourcesBehind([content]),
    outcome: 'shown',
    particulars: { caseId },
  });
  const judgement = judgementOf(listed);
  const { unjudged, dates } = judgement;
  const standing = unjudged === null ? content : { ...content, cannotJudge: leftOpenBy(nights) };
  response.json({
    ...shownHead(listed, judgement),
    ...shownSubstance(standing, dates),
    explanation: toldOnce([
      ...(unjudged === null ? [] : [notJudgedTonight(unjudged.on)]),
      ...explainCase(standing, { rules: await ruleTitles(context), asOf: dates }),
    ]),
    member: { name: maskedName(name), idNumber: maskedIdNumber(idNumber) },
    ruleSet: nights.findLast(({ found }) => found !== null)?.ruleSet ?? null,
    applications: [...applications],
    history: historyOf(nights.map(saidIn), lifetimeOf(listed, judgement)).map(({ changed, ...event }) => ({
      ...event,
      changed: [...changed],
    })),
  } satisfies Schemas['CaseDetail']);
};

/** What rules are called now; one that is no more is called by its code. */
const ruleTitles = async (context: Context): Promise<RuleSet['rules']> => {
  const last = await lastClosedRun(context.pool);
  return last === null ? {} : (await context.ruleSetOf(last)).rules;
};

type Night = CaseNight<Case, Standing>;

const saidIn = ({ runId, on, standing, found }: Night): Said => ({ runId, on, standing: standing.state, found });

/** Why the last night could not judge. */
const leftOpenBy = (nights: readonly Night[]): readonly CannotJudge[] => {
  const standing = nights.at(-1)?.standing;
  return standing?.state === 'cannot-judge' ? standing.rules : [];
};

const lifetimeOf = ({ openedOn, openedRun, closedOn, closedRun }: Listed, { unjudged }: Judgement): Lifetime => ({
  openedOn,
  openedRun,
  closed: closedOn === null || closedRun === null ? null : { on: closedOn, runId: closedRun },
  unjudged,
});

/** Null: several, or none. */
const purposeOf = (items: readonly Listed[]): Purpose | null => {
  const [first = null, ...others] = new Set(items.map(({ content }) => content.purpose));
  return others.length === 0 ? first : null;
};

/** The cursor of a page is where its last case stands, whatever has become of that case. */
const cursorOf = ({ openedOn, caseId }: CasePosition): string => `${openedOn}-${caseId}`;

const positionIn = (cursor: string | undefined): CasePosition | null => {
  if (cursor === undefined) return null;
  const [openedOn, caseId] = [readDay(cursor.slice(0, 10)), cursor.slice(11)];
  if (openedOn.kind !== 'stated' || cursor[10] !== '-' || !isUuid(caseId)) throw unknownCursor();
  return { openedOn: openedOn.value, caseId };
};

type Look = Pick<LedgerDraft, 'purpose' | 'subjects' | 'sources' | 'outcome' | 'particulars'>;

const recordLook = (response: Response, { ledger }: Pick<Context, 'ledger'>, look: Look): Promise<void> =>
  ledger.record({ ...look, act: 'case-read', caller: callerOf(response), trace: admittedTo(response).traceId });

const noSuchCase = (): Fault =>
  new Fault('invalid', { code: 'no-such-case', detail: 'There is no such case; GET /v1/cases lists them.', fields: ['caseId'] });
