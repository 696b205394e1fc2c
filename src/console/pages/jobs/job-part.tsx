/** Which part of a step a job does: rows or pages of a feed, a shard of people, or what its unit is called. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { countText } from '../../parts/count.tsx';
import { JOBS } from './words.ts';

type Job = Pick<Schemas['Job'], 'pages' | 'shard' | 'window' | 'unit'>;

export const JobPart = ({ job: { pages, shard, window, unit } }: { readonly job: Job }) => {
  const say = useTexts(JOBS);
  if (pages === null && shard === null && window === null)
    return (
      <code className="kept" title={unit}>
        {shortened(unit)}
      </code>
    );
  return (
    <span className="figures">
      {pages !== null && say[pages.counted](countText(pages.from), pages.to === null ? '?' : countText(pages.to))}
      {shard !== null && say.shard(shard.first, shard.last)}
      {window !== null && <JobWindow window={window} />}
    </span>
  );
};

const UUID = /([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A random id is told apart by its beginning. */
const shortened = (unit: string): string => unit.replace(UUID, '$1…');

/** Days, or instants of which the minute is enough. */
const JobWindow = ({ window: { from, to } }: { readonly window: Schemas['JobWindow'] }) => (
  <span className="evidence">
    {from.slice(0, 16).replace('T', ' ')} – {to.slice(0, 16).replace('T', ' ')}
  </span>
);
