/** Why something failed: our short word for it, then what the authority itself said, so that one can call them with it. */
import { useTerm, useTexts } from '../language.tsx';
import { FAULTS } from '../words/faults.ts';
import { PARTS } from './words.ts';

interface Said {
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly message: string | null;
}

interface FaultWordsProps {
  readonly code: string;
  /** Our own sentence; left out where there is little room. */
  readonly detail?: string;
  /** Null: it said nothing. */
  readonly authority: Said | null;
}

export const FaultWords = ({ code, detail, authority }: FaultWordsProps) => {
  const term = useTerm();
  const numbers = [authority?.httpStatus != null ? `HTTP ${authority.httpStatus}` : null, authority?.code].filter((one) => one != null);
  return (
    <div className="fault">
      <strong>{term(FAULTS, code)}</strong> <code>{code}</code>
      {numbers.length > 0 && <span className="figures"> · {numbers.join(' · ')}</span>}
      {authority?.message != null && <Quote of={authority.message} />}
      {detail !== undefined && (
        <p className="evidence" lang="en">
          {detail}
        </p>
      )}
    </div>
  );
};

const Quote = ({ of }: { readonly of: string }) => {
  const say = useTexts(PARTS);
  return (
    <blockquote>
      <span className="unseen">{say.authoritySaid}</span>「{of}」
    </blockquote>
  );
};
