/** The counterparts, a word each. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { useSecondsText } from '../../parts/duration.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { HEALTH, HEALTH_TONES } from '../../words/sources.ts';
import { SOURCES } from '../../words/terms.ts';
import { MORNING } from './words.ts';

export const SourcesInBrief = ({ sources }: { readonly sources: readonly Schemas['MorningSource'][] }) => {
  const say = useTexts(MORNING);
  const term = useTerm();
  const secondsText = useSecondsText();
  return (
    <Panel title={say.sources}>
      <ul className="brief">
        {sources.map(({ source, health, lagSeconds }) => (
          <li key={source}>
            <Link to="/sources">{term(SOURCES, source)}</Link> <StatusTag code={health} terms={HEALTH} tones={HEALTH_TONES} />
            <span className="evidence">{lagSeconds === null ? say.neverRead : say.lag(secondsText(lagSeconds))}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
