/** What needs somebody, the weightiest first: each line leads to where it is done, and what has failed can be tried again right here. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { SEVERITIES, SEVERITY_TONES } from '../../words/morning.ts';
import { StartRun } from '../runs/start-run.tsx';
import { FirstCauses } from './first-causes.tsx';
import { MORNING } from './words.ts';

type Need = Schemas['MorningNeed'];

export const Needs = ({ needs }: { readonly needs: readonly Need[] }) => {
  const say = useTexts(MORNING);
  if (needs.length === 0) return null;
  return (
    <Panel title={say.needs}>
      <ol className="needs">
        {needs.map((need) => (
          <li key={need.kind} className="thing">
            <NeedLine need={need} />
          </li>
        ))}
      </ol>
    </Panel>
  );
};

const NeedLine = ({ need: { kind, severity, text, link } }: { readonly need: Need }) => {
  const say = useTexts(MORNING);
  const says = useBilingual()(text);
  return (
    <>
      <StatusTag code={severity} terms={SEVERITIES} tones={SEVERITY_TONES} />
      <span>{says}</span>
      <Link to={addressOf(link)} aria-label={say.todoOf(says)}>
        {say.todo}
      </Link>
      {kind === 'failed-jobs' && <FirstCauses />}
      {kind === 'night-missing' && (
        <div className="here">
          <StartRun />
        </div>
      )}
    </>
  );
};

/** One run has a page of its own; alerts stand on this page. */
const addressOf = ({ page, query }: Schemas['MorningLink']): string => {
  if (page === 'runs' && query['run'] !== undefined) return `/runs/${query['run']}`;
  if (page === 'alerts') return '#alerts';
  const asked = new URLSearchParams(query).toString();
  return asked === '' ? `/${page}` : `/${page}?${asked}`;
};
