/** `huzheng overview`: how many were flagged, delivered, confirmed, declined, granted and refused; about nobody in particular. */
import { writeFile } from 'node:fs/promises';
import type { Programme } from '../domain/application.ts';
import type { Month } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { DEFINITIONS } from '../overview/definitions.ts';
import { FIGURES } from '../overview/figures.ts';
import { type Overview, overviewOf } from '../overview/overview.ts';
import type { ToldFigures } from '../overview/small-counts.ts';
import { spreadsheetOf } from '../overview/spreadsheet.ts';
import { withContext } from './session.ts';

export interface OverviewOptions {
  readonly from?: Month;
  readonly to?: Month;
  readonly programme?: Programme;
  readonly district?: string;
  readonly spreadsheet?: string;
  readonly json?: true;
}

export const overview = ({ spreadsheet, json, ...query }: OverviewOptions): Promise<number> =>
  withContext('tool', async (context) => {
    const told = await overviewOf(query, context);
    if (spreadsheet !== undefined) await write(spreadsheet, await spreadsheetOf(told));
    process.stdout.write(json === true ? `${JSON.stringify(told)}\n` : overviewText(told));
    return 0;
  });

const write = (path: string, file: Buffer): Promise<void> =>
  writeFile(path, file).catch((cause: unknown) => {
    throw new Fault('invalid', { code: 'file-unwritable', detail: `${path} cannot be written.`, cause });
  });

const FIRST_WIDTH = 24;
const WIDTH = 11;

const overviewText = ({ total, members, months, byProgramme, byDistrict, from, to }: Overview): string => {
  const line = (title: string, cells: readonly (string | number)[]): string =>
    `${title.padEnd(FIRST_WIDTH)}${cells.map((cell) => String(cell).padStart(WIDTH)).join('')}`;
  const row = (title: string, figures: ToldFigures): string =>
    line(
      title,
      FIGURES.map((figure) => figures[figure] ?? '-'),
    );
  const lines = [
    line(`${from} to ${to}`, FIGURES),
    row('all', total),
    ...months.map(({ month, figures }) => row(month, figures)),
    ...byProgramme.map(({ programme, figures }) => row(programme ?? 'no programme', figures)),
    ...byDistrict.map(({ district, figures }) => row(district ?? 'no district', figures)),
    `members flagged: ${members ?? '-'}`,
    `-: ${DEFINITIONS.untold.meaning.en}`,
  ];
  return `${lines.join('\n')}\n`;
};
