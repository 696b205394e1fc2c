/** Why a member was flagged on a night, or was not: judged again from what was known then, and told in plain words. */
import type { Context } from '../../../context.ts';
import { DATASETS, type Dataset } from '../../../domain/sources.ts';
import { sheetsOfHousehold } from '../../../storage/fact-sheets.ts';
import { readingsKnownTo } from '../../../storage/readings.ts';
import { type Run, runsUpTo } from '../../../storage/runs.ts';
import { type Explanation, explainMember } from '../explain.ts';
import { screenHousehold } from '../screen.ts';
import { type SheetRecord, sheetFrom } from '../sheet-record.ts';

/** Null: that night did not judge them, or what it knew is not kept any more. */
export const explainNight = async (run: Run, personKey: string, context: Context): Promise<Explanation | null> => {
  const { pool } = context;
  const told = await sheetsOfHousehold<SheetRecord>(pool, { runId: run.runId, runs: await runsUpTo(pool, run) }, personKey);
  const own = told.findIndex((one) => one.personKey === personKey);
  const asOf = (await readingsKnownTo(pool, [run.runId], Object.keys(DATASETS) as Dataset[])).get(run.runId) ?? new Map();
  const sheets = told.map(({ content }) => sheetFrom(content, asOf));
  const ruleSet = await context.ruleSetOf(run);
  const [sheet, screened] = [sheets[own], screenHousehold(sheets, ruleSet)[own]];
  return sheet === undefined || screened === undefined ? null : explainMember(sheet, screened, ruleSet, asOf);
};
