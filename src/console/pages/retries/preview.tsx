/** How many, how long, what goes first, what would be left alone. What is not known is said to be so. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useListing, useTerm, useTexts } from '../../language.tsx';
import { Count, countText } from '../../parts/count.tsx';
import { useSecondsText } from '../../parts/duration.tsx';
import { Facts } from '../../parts/facts.tsx';
import { DATASETS } from '../../words/terms.ts';
import { RETRY } from './words.ts';

type RetryPreview = Schemas['RetryPreview'];

export const Preview = ({ preview }: { readonly preview: RetryPreview }) => {
  const say = useTexts(RETRY);
  const term = useTerm();
  const listing = useListing();
  const secondsText = useSecondsText();
  const { jobs, overtaken, notFailed, members, about, calls, seconds, causes, runs, datasets } = preview;
  return (
    <>
      <p className="said">
        {say.what(countText(jobs))}
        {causes.length > 1 && ` · ${say.causes(countText(causes.length))}`}
      </p>
      <Facts
        of={[
          [about === null ? say.touched : say.people, <Count key="people" of={about ?? members} />],
          [
            say.time,
            seconds === null ? (
              say.notKnown
            ) : (
              <span key="time" title={say.timeWhy}>
                {secondsText(seconds)}
              </span>
            ),
          ],
          [say.calls, calls === null ? say.notKnown : <Count key="calls" of={calls} />],
          ...(datasets.length === 0 ? [] : [[say.datasets, listing(datasets.map((dataset) => term(DATASETS, dataset)))] as const]),
          [say.runs, listing(runs)],
          [say.canary, <Canary key="canary" preview={preview} />],
        ]}
      />
      <p className="note">{say.canaryWhy}</p>
      {overtaken > 0 && <p className="note">{say.overtaken(countText(overtaken))}</p>}
      {notFailed > 0 && <p className="note">{say.notFailed(countText(notFailed))}</p>}
    </>
  );
};

const Canary = ({ preview: { canary, causes } }: { readonly preview: RetryPreview }) => {
  const say = useTexts(RETRY);
  if (canary === null) return say.canaries(countText(causes.length));
  return (
    <Link to={`/jobs/${canary}`}>
      <code>{canary.slice(0, 8)}</code>
    </Link>
  );
};
