/** A short table, all of it at once; wider than its place, it scrolls, also by keyboard. */
import { Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { Sheet } from './sheet.tsx';

interface DetailTableProps<Item> {
  /** Said to screen readers. */
  readonly name: string;
  readonly of: readonly Item[];
  readonly idOf: (item: Item) => string;
  readonly columns: TableColumnsType<Item>;
  /** What it means that there is nothing. */
  readonly empty?: ReactNode;
}

export const DetailTable = <Item extends object>({ name, of, idOf, columns, empty }: DetailTableProps<Item>) => (
  <Sheet name={name}>
    <Table<Item>
      aria-label={name}
      size="small"
      pagination={false}
      columns={columns}
      dataSource={of}
      rowKey={idOf}
      {...(empty !== undefined && { locale: { emptyText: empty } })}
    />
  </Sheet>
);
