/** Correction requests as a letter 校核申请函, made in memory. */
import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Day } from '../domain/period.ts';
import { dayInChinese } from './day-in-chinese.ts';
import { cellsOf, HEADINGS, type OwnRow } from './own-rows.ts';

export interface Heading {
  /** Name of the authority. */
  readonly to: string;
  readonly purpose: string;
  readonly on: Day;
}

export const letterOf = async (rows: readonly OwnRow[], heading: Heading): Promise<Buffer> => {
  const dueOn = rows.map((row) => row.dueOn).toSorted()[0] ?? heading.on;
  const children = [
    new Paragraph({ text: '校核申请函', heading: HeadingLevel.TITLE, alignment: AlignmentType.CENTER }),
    new Paragraph({ text: `${heading.to}：` }),
    ...bodyOf(rows, { ...heading, dueOn }).map((text) => new Paragraph({ text, indent: { firstLine: 480 }, spacing: { before: 120 } })),
    new Paragraph({ text: '' }),
    tableIn(rows),
    new Paragraph({ text: '市总工会（盖章）', alignment: AlignmentType.RIGHT, spacing: { before: 480 } }),
    new Paragraph({ text: dayInChinese(heading.on), alignment: AlignmentType.RIGHT }),
  ];
  const landscape = { page: { size: { orientation: PageOrientation.LANDSCAPE } } };
  return Packer.toBuffer(new Document({ creator: '市总工会', title: '校核申请函', sections: [{ properties: landscape, children }] }));
};

const bodyOf = (rows: readonly OwnRow[], { purpose, dueOn }: Heading & { readonly dueOn: Day }): readonly string[] => [
  `我会在办理${purpose}工作中，经本人授权或依书面依据使用贵单位提供的数据。现就下表所列贵单位记录共${rows.length}项，申请贵单位予以校核。`,
  '请核对所列记录是否准确、是否为该人员本人记录；如有错漏，请在贵单位系统中更正，更正后的数据将通过既有数据共享渠道自动更新，无需另行报送。',
  `请最迟于${dayInChinese(dueOn)}前（以表内各项期限为准）填写“核对结果”和“说明”并回复我会。本函含个人信息，请仅用于本次校核，妥善保管。`,
];

const WIDTHS = [4, 14, 7, 15, 17, 12, 8, 8, 7, 8];

const tableIn = (rows: readonly OwnRow[]): Table =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [lineOf(HEADINGS, { isHead: true }), ...rows.map((row, index) => lineOf(cellsOf(row, index), { isHead: false }))],
  });

const lineOf = (cells: readonly string[], { isHead }: { readonly isHead: boolean }): TableRow =>
  new TableRow({
    tableHeader: isHead,
    cantSplit: true,
    children: cells.map(
      (text, index) =>
        new TableCell({
          width: { size: WIDTHS[index] ?? 10, type: WidthType.PERCENTAGE },
          children: [new Paragraph({ children: [new TextRun({ text, bold: isHead, size: 18 })] })],
        }),
    ),
  });
