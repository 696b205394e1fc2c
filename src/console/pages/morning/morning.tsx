/** The first page of the day, to be seen in ten seconds: the whole in one sentence, the night in three facts, what needs somebody, and the counterparts. */
import { useQuery } from '@tanstack/react-query';
import { client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { Instant } from '../../parts/instant.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { Retrier } from '../retries/retrier.tsx';
import { Alerts } from './alerts.tsx';
import { Headline } from './headline.tsx';
import { Needs } from './needs.tsx';
import { Night } from './night.tsx';
import { Retrying } from './retrying.tsx';
import { SourcesInBrief } from './sources-in-brief.tsx';
import { MORNING } from './words.ts';

type Answer = Schemas['Morning'];

const AGAIN_MS = 15_000;
const AGAIN_AT_NIGHT_MS = 3_000;

export const Morning = () => {
  const say = useTexts(MORNING);
  const names = useTexts(PAGE_NAMES);
  const query = useQuery({
    queryKey: ['morning'],
    queryFn: ({ signal }) => told(client.GET('/v1/morning', { signal })),
    refetchInterval: ({ state: { data } }) => (data?.night?.status === 'running' ? AGAIN_AT_NIGHT_MS : AGAIN_MS),
  });
  const about =
    query.data === undefined ? undefined : (
      <>
        {say.asOf} <Instant at={query.data.at} />
      </>
    );
  return (
    <PageFrame title={names.morning} about={about}>
      <Retrier>
        <QueryView query={query}>{(morning) => <Shown morning={morning} />}</QueryView>
      </Retrier>
    </PageFrame>
  );
};

const Shown = ({ morning }: { readonly morning: Answer }) => {
  const bilingual = useBilingual();
  const { headline, night, affected, needs, sources } = morning;
  return (
    <>
      <Headline says={bilingual(headline)} needs={needs} />
      <Night night={night} affected={affected} />
      <Retrying />
      <Needs needs={needs} />
      <Alerts />
      <SourcesInBrief sources={sources} />
    </>
  );
};
