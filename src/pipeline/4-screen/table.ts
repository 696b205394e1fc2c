/** Decision tables: as the GoRules editor writes them (JDM), and as rows of conditions that can be judged (`rule-check/read-table.ts` reads them). */
import type { Programme } from '../../domain/application.ts';
import type { Cell } from './cell.ts';
import type { CaseKind, HardshipClass, Leaving, TableName } from './types.ts';

export interface Row {
  readonly code: string;
  readonly cells: readonly Cell[];
  readonly kind: RowKind;
  readonly class: HardshipClass | null;
  readonly programmes: readonly Programme[];
  readonly checks: readonly string[];
}
export type RowKind = Extract<CaseKind, 'suggested' | 'lead'> | Leaving['kind'];

export interface Table {
  readonly name: TableName;
  readonly hitPolicy: 'collect' | 'first';
  readonly rows: readonly Row[];
}

/** A JDM file of one decision table, as `schemas/rule-set.json#/$defs/table` has it. */
export interface TableFile {
  readonly nodes: readonly (
    | { readonly type: 'inputNode' | 'outputNode' }
    | { readonly type: 'decisionTableNode'; readonly content: TableContent }
  )[];
}
export interface TableContent {
  readonly hitPolicy: 'collect' | 'first';
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly rules: readonly WrittenRow[];
}
export interface Column {
  readonly id: string;
  readonly name: string;
  readonly field: string;
}
export type WrittenRow = Readonly<Record<string, string>>;
