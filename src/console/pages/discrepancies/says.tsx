/** What one authority says in a discrepancy, and until when its data speaks. It may say more than one thing. */
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { DayOf } from '../../parts/instant.tsx';
import { DISCREPANCIES } from './words.ts';

type Saying = Schemas['DiscrepancySaying'];

export const Says = ({ of, source }: { readonly of: readonly Saying[]; readonly source: string }) => {
  const say = useTexts(DISCREPANCIES);
  const inLanguage = useBilingual();
  const own = of.filter((saying) => saying.source === source);
  if (own.length === 0) return <span className="quiet">{say.silent}</span>;
  return own.map(({ says, asOf }) => (
    <div key={says.zh} className="says-cell">
      {inLanguage(says)}
      <span className="evidence">
        {say.asOf} <DayOf at={asOf} otherwise={say.unknownAsOf} />
      </span>
    </div>
  ));
};
