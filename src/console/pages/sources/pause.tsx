/** Leaving a counterpart alone for a time, and asking it again. */
import { Radio } from 'antd';
import { useId, useState } from 'react';
import { client, type Schemas, told } from '../../api/client.ts';
import { nowMs } from '../../clock.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { SOURCES } from '../../words/terms.ts';
import { SOURCES_PAGE } from './words.ts';

type Source = Schemas['Source'];

const AFFECTS = [['connectors'], ['jobs'], ['morning']] as const;
const HOUR_MS = 3_600_000;
/** 0: until somebody resumes it. */
const HOURS = [1, 4, 12, 0] as const;

export const PauseButton = ({ source }: { readonly source: Source }) => {
  const say = useTexts(SOURCES_PAGE);
  const name = useTerm()(SOURCES, source);
  const [hours, setHours] = useState<number>(1);
  const legend = useId();
  const pause = async (why: string): Promise<string> => {
    const until = hours === 0 ? {} : { until: new Date(nowMs() + hours * HOUR_MS).toISOString() };
    await told(client.POST('/v1/connectors/{source}/pause', { params: { path: { source } }, body: { why, ...until } }));
    return say.paused(name);
  };
  return (
    <ActButton label={say.pause} of={name} title={say.pauseTitle(name)} act={pause} affects={AFFECTS}>
      <p className="note">{say.pauseWhat}</p>
      <div className="field">
        <span id={legend}>{say.pauseUntil}</span>
        <Radio.Group aria-labelledby={legend} value={hours} onChange={({ target }) => setHours(target.value as number)}>
          {HOURS.map((count) => (
            <Radio key={count} value={count}>
              {count === 0 ? say.untilResumed : say.hours(count)}
            </Radio>
          ))}
        </Radio.Group>
      </div>
    </ActButton>
  );
};

export const ResumeButton = ({ source }: { readonly source: Source }) => {
  const say = useTexts(SOURCES_PAGE);
  const name = useTerm()(SOURCES, source);
  const resume = async (why: string): Promise<string> => {
    const { dueNow } = await told(client.POST('/v1/connectors/{source}/resume', { params: { path: { source } }, body: { why } }));
    return say.resumed(name, dueNow);
  };
  return (
    <ActButton label={say.resume} of={name} title={say.resumeTitle(name)} act={resume} affects={AFFECTS} look={{ type: 'primary' }}>
      <p className="note">{say.resumeWhat}</p>
    </ActButton>
  );
};
