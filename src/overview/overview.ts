/** The overview as it is told: counted from what is kept now, figures about one district only where they single out nobody. */
import type { Context } from '../context.ts';
import type { Programme } from '../domain/application.ts';
import { addMonths, type Day, dayAt, type Instant, type Month, monthOf, monthsBetween } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { type OverviewFilter, tallyApplications, tallyCases } from '../storage/overview.ts';
import { together } from '../together.ts';
import { type ByRule, type Counted, countedOf, type Figures, type Months, shareOf, type TakeUp } from './figures.ts';
import { SMALLEST_TOLD, type ToldCount, type ToldFigures, toldAlone, toldColumns, toldParts } from './small-counts.ts';

export interface OverviewQuery {
  readonly from?: Month;
  readonly to?: Month;
  readonly programme?: Programme;
  readonly district?: string;
}

export interface ToldTakeUp {
  readonly offered: ToldCount;
  readonly confirmed: ToldCount;
  readonly granted: ToldCount;
  /** Of those offered; null: none was, or a figure of it is not told. */
  readonly confirmedShare: number | null;
  /** Of those confirmed; likewise. */
  readonly grantedShare: number | null;
}

export interface ToldByRule {
  readonly rule: string;
  readonly cases: ToldCount;
}

export interface Overview extends Months, OverviewFilter {
  readonly asOf: Instant;
  readonly smallestTold: number;
  readonly total: ToldFigures;
  readonly members: ToldCount;
  readonly months: readonly { readonly month: Month; readonly figures: ToldFigures }[];
  readonly byProgramme: readonly { readonly programme: Programme | null; readonly figures: ToldFigures; readonly takeUp: ToldTakeUp }[];
  readonly byDistrict: readonly { readonly district: string | null; readonly figures: ToldFigures }[];
  readonly leads: readonly ToldByRule[];
  readonly nearMisses: readonly ToldByRule[];
  readonly takeUp: ToldTakeUp;
}

/** Throws `invalid`. */
export const overviewOf = async (query: OverviewQuery, { pool, clock }: Pick<Context, 'pool' | 'clock'>): Promise<Overview> => {
  const asOf = clock();
  const months = monthsAsked(query, dayAt(asOf));
  const filter = { programme: query.programme ?? null, district: query.district ?? null };
  const [cases, applications] = await together([tallyCases(pool, months, filter), tallyApplications(pool, months, filter)]);
  return {
    ...months,
    ...filter,
    asOf,
    smallestTold: SMALLEST_TOLD,
    ...told(countedOf(months, cases, applications, filter.programme), filter),
  };
};

const USUAL_MONTHS = 12;
const MOST_MONTHS = 120;

/** The last twelve, up to the present one, where nothing else is asked. */
export const monthsAsked = ({ from, to }: Pick<OverviewQuery, 'from' | 'to'>, today: Day): Months => {
  const last = to ?? (from === undefined ? monthOf(today) : laterOf(from, monthOf(today)));
  const first = from ?? addMonths(last, 1 - USUAL_MONTHS);
  const months = monthsBetween(first, last) + 1;
  if (months < 1 || months > MOST_MONTHS)
    throw new Fault('invalid', {
      code: 'field-invalid',
      detail: `from is a month no later than to, and there are at most ${MOST_MONTHS} of them.`,
      fields: ['from', 'to'],
    });
  return { from: first, to: last };
};

const laterOf = (one: Month, other: Month): Month => (one > other ? one : other);

type Told = Omit<Overview, 'asOf' | 'smallestTold' | keyof Months | keyof OverviewFilter>;

const told = (counted: Counted, { district }: OverviewFilter): Told => (district === null ? ofCity(counted) : ofDistrict(counted));

const ofCity = ({ byDistrict, byProgramme, takeUp, ...counted }: Counted): Told => ({
  ...counted,
  byProgramme: byProgramme.map((one) => ({ ...one, takeUp: withShares(one.takeUp) })),
  byDistrict: besideFigures(byDistrict),
  takeUp: withShares(takeUp),
});

/** Everything is about one district. */
const ofDistrict = ({ total, members, months, byProgramme, byDistrict, leads, nearMisses, takeUp }: Counted): Told => {
  const figures = toldFiguresAlone(total);
  const ofProgrammes = besideFigures(byProgramme);
  return {
    total: figures,
    members: toldAlone(members),
    months: besideFigures(months),
    byProgramme: ofProgrammes.map((one, index) => ({ ...one, takeUp: toldTakeUp(byProgramme[index]?.takeUp ?? NO_TAKE_UP) })),
    byDistrict: byDistrict.map(({ district }) => ({ district, figures })),
    leads: toldRules(leads),
    nearMisses: toldRules(nearMisses),
    takeUp: toldTakeUp(takeUp),
  };
};

const NO_TAKE_UP: TakeUp = { offered: 0, confirmed: 0, granted: 0 };

const besideFigures = <Row extends { readonly figures: Figures }>(
  rows: readonly Row[],
): readonly (Omit<Row, 'figures'> & { readonly figures: ToldFigures })[] => {
  const columns = toldColumns(rows.map(({ figures }) => figures));
  return rows.map((row, index) => ({ ...row, figures: columns[index] ?? row.figures }));
};

const toldFiguresAlone = (figures: Figures): ToldFigures => ({
  flagged: toldAlone(figures.flagged),
  nearMiss: toldAlone(figures.nearMiss),
  delivered: toldAlone(figures.delivered),
  confirmed: toldAlone(figures.confirmed),
  declined: toldAlone(figures.declined),
  granted: toldAlone(figures.granted),
  refused: toldAlone(figures.refused),
});

const toldRules = (rules: readonly ByRule[]): readonly ToldByRule[] => {
  const cases = toldParts(rules.map((one) => one.cases));
  return rules.map(({ rule }, index) => ({ rule, cases: cases[index] ?? null }));
};

const withShares = ({ offered, confirmed, granted }: TakeUp): ToldTakeUp => ({
  offered,
  confirmed,
  granted,
  confirmedShare: shareOf(confirmed, offered),
  grantedShare: shareOf(granted, confirmed),
});

/** A share of which one side is not told would tell it. */
const toldTakeUp = (takeUp: TakeUp): ToldTakeUp => {
  const { offered, confirmed, granted, ...shares } = withShares(takeUp);
  const counts = { offered: toldAlone(takeUp.offered), confirmed: toldAlone(takeUp.confirmed), granted: toldAlone(takeUp.granted) };
  const isUntold = counts.offered === null || counts.confirmed === null || counts.granted === null;
  return isUntold ? { ...counts, confirmedShare: null, grantedShare: null } : { ...counts, ...shares };
};
