/** A threshold as it was that day, and the document it comes from. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { useFactText } from '../../parts/fact-value.ts';
import { CASE } from './words.ts';

/** As people write them. */
const SIGNS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', '==': '=' };

interface ThresholdProps {
  readonly threshold: Schemas['Threshold'] | null;
  readonly unit: Schemas['FactUnit'];
}

export const Threshold = ({ threshold, unit }: ThresholdProps) => {
  const say = useTexts(CASE);
  const factText = useFactText();
  if (threshold === null) return '—';
  const { operator, value, documentRef, name } = threshold;
  return (
    <>
      <span className="figures" title={name}>
        {SIGNS[operator] ?? operator} {factText(value, unit)}
      </span>
      <span className="evidence">{say.document(documentRef)}</span>
    </>
  );
};
