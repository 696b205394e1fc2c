/** Looks at discrepancies: what is shown, and its entry in the ledger, written before anything is told. For every door alike. */
import type { Context } from '../../context.ts';
import { isOverdue } from '../../corrections/due.ts';
import { earliest, type ReadingDates } from '../../corrections/own-rows.ts';
import { noSuchDiscrepancy } from '../../corrections/resolve.ts';
import { type Day, dayAt, type Instant } from '../../domain/period.ts';
import { type Dataset, SOURCES, type Source, TESTIMONIES } from '../../domain/sources.ts';
import { isUuid } from '../../domain/uuid.ts';
import { saysInWords, TITLES } from '../../pipeline/3-verify/discrepancy-words.ts';
import type { Caller } from '../../security/caller.ts';
import type { CorrectionRequest } from '../../storage/correction-requests.ts';
import {
  type DiscrepancyQuery,
  findDiscrepancies,
  type ListedDiscrepancy,
  listDiscrepancies,
  statusOfDiscrepancy,
} from '../../storage/discrepancy-lists.ts';
import { openMember } from '../../storage/open-member.ts';
import { idDigestOfMember, idDigestsOf, membersByKey } from '../../storage/people.ts';
import { lastComplete, readingsKnownTo } from '../../storage/readings.ts';
import type { components } from '../contract.ts';
import { maskedIdNumber, maskedName } from '../masking.ts';

type Schemas = components['schemas'];

export interface Looker {
  readonly caller: Caller;
  readonly trace: string | null;
}

interface Looking {
  readonly looker: Looker;
  readonly context: Context;
}

type Show = (listed: ListedDiscrepancy) => Schemas['DiscrepancyItem'];

/** One more than is shown says whether there are more: `shown` of them are told, and on record. */
export const lookAtPage = async (
  query: DiscrepancyQuery,
  shown: number,
  { looker, context }: Looking,
): Promise<{ readonly found: readonly ListedDiscrepancy[]; readonly show: Show }> => {
  const found = await listDiscrepancies(context.pool, query);
  const { memberId } = query.filter;
  const named = memberId === undefined ? null : await idDigestOfMember(context.pool, memberId);
  await recordLook(found.slice(0, shown), { outcome: 'listed', named }, { looker, context });
  return { found, show: await showing(found, context) };
};

/** Throws `invalid` where there is none. */
export const lookAtOne = async (discrepancyId: string, looking: Looking): Promise<Schemas['DiscrepancyDetail']> => {
  const { looker, context } = looking;
  const [listed] = isUuid(discrepancyId) ? await findDiscrepancies(context.pool, [discrepancyId]) : [];
  const [member] = listed === undefined ? [] : await membersByKey(context.pool, [listed.personKey]);
  if (listed === undefined || member === undefined) {
    await recordLook([], { outcome: 'none', named: null }, { looker, context });
    throw noSuchDiscrepancy();
  }
  await recordLook([listed], { outcome: 'shown', named: null }, { looker, context });
  const { name, idNumber } = openMember(member, context.vault);
  const show = await showing([listed], context);
  const today = dayAt(context.clock());
  return {
    item: show(listed),
    member: { name: maskedName(name), idNumber: maskedIdNumber(idNumber) },
    openedRun: listed.openedRun,
    closedRun: listed.closedRun,
    requests: listed.requests.map((request) => shownRequest(request, today)),
  };
};

/** How far what is said was read: now, or, of what is closed, when it was found. */
const showing = async (listed: readonly ListedDiscrepancy[], { pool, clock }: Context): Promise<Show> => {
  const today = dayAt(clock());
  const now = new Map([...(await lastComplete(pool))].map(([dataset, { asOf }]) => [dataset, asOf]));
  const closed = listed.filter(({ closedRun }) => closedRun !== null).map(({ openedRun }) => openedRun);
  const then = closed.length === 0 ? new Map<string, ReadingDates>() : await readingsKnownTo(pool, [...new Set(closed)], TESTIMONIES);
  return (one) => shownItem(one, { dates: one.closedRun === null ? now : (then.get(one.openedRun) ?? NO_READINGS), today });
};

const NO_READINGS: ReadingDates = new Map<Dataset, Instant>();

const shownItem = (
  listed: ListedDiscrepancy,
  { dates, today }: { readonly dates: ReadingDates; readonly today: Day },
): Schemas['DiscrepancyItem'] => {
  const { discrepancyId, memberId, district, kind, openedOn, closedOn, statements, requests } = listed;
  const request = requests.find(({ state }) => state === 'open' || state === 'answered') ?? requests[0];
  return {
    ...{ discrepancyId, memberId, district, kind, title: TITLES[kind], status: statusOfDiscrepancy(listed), since: openedOn, closedOn },
    says: statements.map((said) => ({
      source: said.source,
      says: saysInWords(kind, said),
      result: said.result,
      asOf: earliest(said.restsOn, dates),
    })),
    request: request === undefined ? null : shownRequest(request, today),
  };
};

const shownRequest = ({ addressee, ...request }: CorrectionRequest, today: Day): Schemas['CorrectionRequest'] => {
  const { requestId, state, dueOn, requestedAt, requestedBy, why, answer, answeredAt, answeredBy, closedRun } = request;
  return {
    ...{ requestId, to: addressee, state, dueOn, overdue: isOverdue(request, today), requestedAt, requestedBy, why },
    ...{ answer, answeredAt, answeredBy, closedRun },
  };
};

interface Told {
  readonly outcome: string;
  /** Who was asked about, whether or not there is anything. */
  readonly named: Buffer | null;
}

const recordLook = async (listed: readonly ListedDiscrepancy[], { outcome, named }: Told, { looker, context }: Looking): Promise<void> => {
  const people = [...new Set(listed.map(({ personKey }) => personKey))];
  const shown = people.length === 0 ? [] : await idDigestsOf(context.pool, people);
  await context.ledger.record({
    ...looker,
    act: 'discrepancy-read',
    purpose: null,
    subjects: named === null ? shown : [named, ...shown],
    sources: sourcesOf(listed),
    outcome,
  });
};

/** Member and district are the roster's. */
const sourcesOf = (listed: readonly ListedDiscrepancy[]): readonly Source[] => {
  const told = new Set<Source>(listed.flatMap(({ statements }) => statements.map(({ source }) => source)));
  return listed.length === 0 ? [] : SOURCES.filter((source) => source === 'aid-system' || told.has(source));
};
