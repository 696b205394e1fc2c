/** What it comes to in all, large enough for the other end of a room. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { countText } from '../../parts/count.tsx';
import { OVERVIEW } from './words.ts';

const CASES = ['flagged', 'nearMiss'] as const;
const APPLICATIONS = ['delivered', 'confirmed', 'declined', 'granted', 'refused'] as const;

export const Totals = ({ overview: { members, total } }: { readonly overview: Schemas['Overview'] }) => {
  const say = useTexts(OVERVIEW);
  return (
    <section aria-label={say.figures}>
      <dl className="totals">
        <Total name={say.members} count={members} unit={say.people} />
        {CASES.map((figure) => (
          <Total key={figure} name={say[figure]} count={total[figure]} unit={say.cases} />
        ))}
        {APPLICATIONS.map((figure) => (
          <Total key={figure} name={say[figure]} count={total[figure]} unit={say.applications} />
        ))}
      </dl>
    </section>
  );
};

interface TotalProps {
  readonly name: string;
  /** Null: not told. */
  readonly count: number | null;
  readonly unit: string;
}

const Total = ({ name, count, unit }: TotalProps) => (
  <div>
    <dt>
      {name} <small>{unit}</small>
    </dt>
    <dd className="figures total-count">{count === null ? '—' : countText(count)}</dd>
  </div>
);
