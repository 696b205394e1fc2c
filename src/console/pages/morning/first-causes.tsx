/** The commonest causes of what has failed, each with one button. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { countText } from '../../parts/count.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { FAULTS } from '../../words/faults.ts';
import { SOURCES } from '../../words/terms.ts';
import { causesQuery } from '../jobs/causes-query.ts';
import { JOBS } from '../jobs/words.ts';
import { RetryButton } from '../retries/retry-button.tsx';
import { MORNING } from './words.ts';

const SHOWN = 3;

export const FirstCauses = () => {
  const say = useTexts(MORNING);
  const { data } = useQuery(causesQuery('open'));
  if (data === undefined || data.items.length === 0) return null;
  const rest = data.items.length - SHOWN;
  return (
    <ul className="first-causes" aria-label={say.firstCauses}>
      {data.items.slice(0, SHOWN).map((cause) => (
        <li key={cause.fingerprint} className="brief-cause">
          <CauseInBrief cause={cause} />
        </li>
      ))}
      {rest > 0 && (
        <li>
          <Link to="/jobs">{say.moreCauses(rest)}</Link>
        </li>
      )}
    </ul>
  );
};

const CauseInBrief = ({ cause }: { readonly cause: Schemas['Fingerprint'] }) => {
  const say = useTexts(MORNING);
  const list = useTexts(JOBS);
  const term = useTerm();
  const { fingerprint, source, code, authorityCode, message, jobs, about } = cause;
  const whose = source === null ? list.ours : term(SOURCES, source);
  return (
    <>
      <div>
        <strong>{whose}</strong>{' '}
        <span className="quiet">
          {say.failed(countText(jobs))}
          {about !== null && about > 0 && ` · ${say.about(countText(about))}`}
        </span>
        <FaultWords code={code} authority={{ httpStatus: null, code: authorityCode, message }} />
      </div>
      <RetryButton label={say.retry} of={`${whose} ${term(FAULTS, code)}`} selection={{ fingerprint }} />
    </>
  );
};
