/** The overview for the federation's leadership, as figures and as a spreadsheet. It is about nobody in particular, and no look at anybody. */
import { DEFINITIONS, WHAT_IS_KEPT } from '../../overview/definitions.ts';
import type { Overview, OverviewQuery } from '../../overview/overview.ts';
import { overviewOf } from '../../overview/overview.ts';
import { spreadsheetOf } from '../../overview/spreadsheet.ts';
import type { components } from '../contract.ts';
import { parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

export const showOverview: Route = (context) => async (_request, response) => {
  response.json(shown(await overviewOf(parametersOf<OverviewQuery>(response), context)));
};

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const downloadOverview: Route = (context) => async (_request, response) => {
  const overview = await overviewOf(parametersOf<OverviewQuery>(response), context);
  const file = await spreadsheetOf(overview);
  response.setHeader('content-disposition', `attachment; filename="huzheng-overview-${overview.from}-${overview.to}.xlsx"`);
  response.type(XLSX).send(file);
};

const shown = ({ months, byProgramme, byDistrict, leads, nearMisses, ...overview }: Overview): Schemas['Overview'] => ({
  ...overview,
  months: [...months],
  byProgramme: [...byProgramme],
  byDistrict: [...byDistrict],
  leads: [...leads],
  nearMisses: [...nearMisses],
  definitions: figuresDefined.map((figure) => ({ figure, ...DEFINITIONS[figure] })),
  whatIsKept: WHAT_IS_KEPT,
});

const figuresDefined = Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[];
