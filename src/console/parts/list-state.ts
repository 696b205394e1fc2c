/** Where one stands in a list: filters and cursor, in the address, so that it can be shared, gone back to, and loaded again. */
import { useSearchParams } from 'react-router';

export interface ListState<Filter extends string> {
  /** Empty: not filtered by it. */
  readonly filters: Readonly<Record<Filter, string>>;
  readonly isFiltered: boolean;
  /** Undefined: the first page. */
  readonly cursor: string | undefined;
  /** Another filter begins at the first page. */
  readonly setFilters: (changes: Partial<Record<Filter, string>>) => void;
  readonly clearFilters: () => void;
  readonly goTo: (cursor: string | null) => void;
}

/** Names must stay the same while the page is shown. */
export const useListState = <const Filter extends string>(names: readonly Filter[]): ListState<Filter> => {
  const [query, setQuery] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])) as Record<Filter, string>;
  const put = (values: Readonly<Record<string, string | undefined>>): void =>
    setQuery(Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []))));
  return {
    filters,
    isFiltered: Object.values(filters).some((value) => value !== ''),
    cursor: query.get('cursor') ?? undefined,
    setFilters: (changes) => put({ ...filters, ...changes }),
    clearFilters: () => put({}),
    goTo: (cursor) => put({ ...filters, ...(cursor !== null && { cursor }) }),
  };
};
