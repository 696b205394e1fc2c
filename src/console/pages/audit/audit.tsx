/** The audit ledger, the newest entry first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useListing, useTerm, useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Count } from '../../parts/count.tsx';
import { DayFilter, Filters, TextFilter, WordFilter } from '../../parts/filters.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ACTS, OUTCOMES } from '../../words/audit.ts';
import { PURPOSES } from '../../words/cases.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { SOURCES } from '../../words/terms.ts';
import { AUDIT } from './words.ts';

type Entry = Schemas['AuditEntry'];

/** A day of the address as the instant it begins, in Shanghai. */
const beginningOf = (day: string): string | undefined => (day === '' ? undefined : `${day}T00:00:00+08:00`);

export const Audit = () => {
  const say = useTexts(AUDIT);
  const names = useTexts(PAGE_NAMES);
  const term = useTerm();
  const listing = useListing();
  const state = useListState(['actor', 'act', 'from', 'to']);
  const { filters, cursor, setFilters, clearFilters, isFiltered } = state;
  const { actor, act, from, to } = filters;
  const query = useQuery({
    queryKey: ['audit', filters, cursor],
    queryFn: ({ signal }) =>
      told(
        client.GET('/v1/audit', {
          params: { query: asked<'listAudit'>({ actor, act, from: beginningOf(from), to: beginningOf(to), cursor }) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title={names.audit} about={say.about}>
      <Filters isFiltered={isFiltered} clear={clearFilters}>
        <TextFilter label={say.actor} value={actor} onChange={(value) => setFilters({ actor: value })} />
        <WordFilter label={say.act} terms={ACTS} value={act} onChange={(value) => setFilters({ act: value })} />
        <DayFilter label={say.from} value={from} onChange={(value) => setFilters({ from: value })} />
        <DayFilter label={say.to} value={to} onChange={(value) => setFilters({ to: value })} />
      </Filters>
      <ListTable<Entry>
        name={names.audit}
        query={query}
        state={state}
        idOf={({ seq }) => String(seq)}
        empty={say.empty}
        columns={[
          { title: say.seq, align: 'right', render: (_, { seq }) => <Count of={seq} /> },
          { title: say.at, render: (_, { at }) => <Instant at={at} seconds /> },
          { title: say.actor, render: (_, entry) => <Actor name={entry.actor} /> },
          { title: say.act, render: (_, entry) => term(ACTS, entry.act) },
          { title: say.purpose, render: (_, { purpose }) => (purpose === null ? '—' : term(PURPOSES, purpose)) },
          { title: say.sources, render: (_, { sources }) => listing(sources.map((source) => term(SOURCES, source))) || '—' },
          { title: say.outcome, render: (_, { outcome }) => term(OUTCOMES, outcome) },
          { title: say.subjects, align: 'right', render: (_, { subjects }) => <Count of={subjects} /> },
          { title: say.particulars, render: (_, { particulars }) => <Particulars of={particulars} /> },
          { title: say.trace, render: (_, { trace }) => (trace === null ? '—' : <CopyId id={trace} of={say.trace} />) },
        ]}
      />
    </PageFrame>
  );
};

const Particulars = ({ of }: { readonly of: Entry['particulars'] }) => (
  <div className="wrapped evidence">
    {Object.entries(of)
      .map(([name, value]) => `${name}: ${value}`)
      .join(' · ')}
  </div>
);
