/** Of what was delivered, how much was confirmed, and of that, how much was granted. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { countText } from '../../parts/count.tsx';
import { Panel } from '../../parts/panel.tsx';
import { OVERVIEW } from './words.ts';

const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

export const TakeUp = ({ of: { offered, confirmed, granted, confirmedShare, grantedShare } }: { readonly of: Schemas['TakeUp'] }) => {
  const say = useTexts(OVERVIEW);
  return (
    <Panel title={say.takeUp} about={say.takeUpAbout}>
      <ol className="funnel">
        <Stage name={say.offered} count={offered} of={offered} says={null} />
        <Stage
          name={say.confirmed}
          count={confirmed}
          of={offered}
          says={confirmedShare === null ? null : say.shareOfOffered(PERCENT.format(confirmedShare))}
        />
        <Stage
          name={say.granted}
          count={granted}
          of={offered}
          says={grantedShare === null ? null : say.shareOfConfirmed(PERCENT.format(grantedShare))}
        />
      </ol>
    </Panel>
  );
};

interface StageProps {
  readonly name: string;
  /** Null: not told. */
  readonly count: number | null;
  readonly of: number | null;
  readonly says: string | null;
}

const WHOLE = 100;

/** The words say what the bar shows. */
const Stage = ({ name, count, of, says }: StageProps) => (
  <li className="stage">
    <span className="stage-name">{name}</span>
    <svg viewBox={`0 0 ${WHOLE} 1`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="floor" width={WHOLE} height={1} />
      <rect width={count === null || of === null || of === 0 ? 0 : (count / of) * WHOLE} height={1} />
    </svg>
    <strong className="figures stage-count">{count === null ? '—' : countText(count)}</strong>
    <span className="quiet">{says}</span>
  </li>
);
