/** A list by pages, as the API gives it: rows, what an empty one means, and the way on. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Empty, Table, type TableColumnsType, type TableProps } from 'antd';
import { useTexts } from '../language.tsx';
import type { ListState } from './list-state.ts';
import { QueryFailed } from './query-failed.tsx';
import { Sheet } from './sheet.tsx';
import { PARTS } from './words.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

interface ListTableProps<Item> {
  /** Said to screen readers. */
  readonly name: string;
  readonly query: UseQueryResult<Page<Item>>;
  readonly state: ListState<never> | ListState<string>;
  readonly columns: TableColumnsType<Item>;
  readonly idOf: (item: Item) => string;
  /** What it means that there is nothing. */
  readonly empty: string;
  /** Left out: nothing can be chosen. */
  readonly selection?: Selection<Item>;
}

interface Selection<Item> {
  /** By id, also those on other pages. */
  readonly chosen: readonly string[];
  readonly choose: (ids: readonly string[]) => void;
  readonly mayBeChosen: (item: Item) => boolean;
  /** Of each box, for screen readers. */
  readonly label: string;
}

export const ListTable = <Item extends object>({ name, query, state, columns, idOf, empty, selection }: ListTableProps<Item>) => {
  const { data, error, isFetching, refetch } = query;
  if (data === undefined && error !== null) return <QueryFailed error={error} retry={() => void refetch()} />;
  return (
    <>
      {error !== null && <QueryFailed error={error} retry={() => void refetch()} />}
      <Sheet name={name}>
        <Table<Item>
          aria-label={name}
          aria-busy={isFetching}
          size="middle"
          loading={data === undefined}
          columns={columns}
          dataSource={data?.items ?? []}
          rowKey={idOf}
          pagination={false}
          {...(selection !== undefined && { rowSelection: rowSelectionOf(selection) })}
          locale={{ emptyText: data === undefined ? ' ' : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
        />
      </Sheet>
      <Pager state={state} nextCursor={data?.nextCursor ?? null} />
    </>
  );
};

const rowSelectionOf = <Item,>({ chosen, choose, mayBeChosen, label }: Selection<Item>): NonNullable<TableProps<Item>['rowSelection']> => ({
  selectedRowKeys: [...chosen],
  preserveSelectedRowKeys: true,
  // Not everything may be chosen: a page that wants it has a button which says what it chooses.
  hideSelectAll: true,
  columnTitle: <span className="unseen">{label}</span>,
  onChange: (keys) => choose(keys.map(String)),
  getCheckboxProps: (item) => ({ disabled: !mayBeChosen(item), 'aria-label': label }),
});

const Pager = ({ state, nextCursor }: { readonly state: ListTableProps<object>['state']; readonly nextCursor: string | null }) => {
  const say = useTexts(PARTS);
  const { cursor, goTo } = state;
  if (cursor === undefined && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label={say.paging}>
      <Button disabled={cursor === undefined} onClick={() => goTo(null)}>
        {say.firstPage}
      </Button>
      <Button disabled={nextCursor === null} onClick={() => goTo(nextCursor)}>
        {say.nextPage}
      </Button>
    </nav>
  );
};
