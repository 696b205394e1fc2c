/** Correction requests as a spreadsheet, made in memory. Every cell is a text: an identity number as a number would lose digits, and nothing is a formula. */
import writeExcelFile from 'write-excel-file/node';
import { cellsOf, HEADINGS, type OwnRow } from './own-rows.ts';

const WIDTHS = [6, 38, 12, 22, 34, 24, 12, 12, 20, 30];

export const tableOf = async (rows: readonly OwnRow[]): Promise<Buffer> => {
  const text = (value: string) => ({ value, type: String, wrap: true });
  const head = HEADINGS.map((value) => ({ ...text(value), fontWeight: 'bold' as const }));
  const lines = rows.map((row, index) => cellsOf(row, index).map(text));
  return writeExcelFile([head, ...lines], {
    sheet: '校核申请',
    columns: WIDTHS.map((width) => ({ width })),
    stickyRowsCount: 1,
    orientation: 'landscape',
  }).toBuffer();
};
