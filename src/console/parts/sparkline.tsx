/** A few counts as small bars, the last one at the right; the sentence says the same. */

interface SparklineProps {
  readonly counts: readonly number[];
  /** Read instead of the picture. */
  readonly says: string;
}

const BAR = 4;
const GAP = 1;
const HEIGHT = 28;
/** So that one of many is still seen. */
const LEAST = 2;

export const Sparkline = ({ counts, says }: SparklineProps) => {
  const most = Math.max(1, ...counts);
  const width = counts.length * (BAR + GAP) - GAP;
  const bars = counts.map((count, index) => ({ x: index * (BAR + GAP), height: heightOf(count, most) }));
  return (
    <svg className="sparkline" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={says}>
      <title>{says}</title>
      <rect className="floor" x={0} y={HEIGHT - 1} width={width} height={1} />
      {bars.map(({ x, height }) => (
        <rect key={x} x={x} y={HEIGHT - height} width={BAR} height={height} />
      ))}
    </svg>
  );
};

const heightOf = (count: number, most: number): number => (count === 0 ? 0 : Math.max(LEAST, Math.round((count / most) * HEIGHT)));
