/** Leaving a counterpart alone for a time, and asking it again: one button, so that the focus stays on it when the one has become the other. */
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

export const PauseSwitch = ({ source, isPaused }: { readonly source: Source; readonly isPaused: boolean }) => {
  const say = useTexts(SOURCES_PAGE);
  const name = useTerm()(SOURCES, source);
  const [hours, setHours] = useState<number>(1);
  const { pause, resume } = useActs(source, name);
  return isPaused ? (
    <ActButton label={say.resume} of={name} title={say.resumeTitle(name)} act={resume} affects={AFFECTS} look={{ type: 'primary' }}>
      <p className="note">{say.resumeWhat}</p>
    </ActButton>
  ) : (
    <ActButton label={say.pause} of={name} title={say.pauseTitle(name)} act={(why) => pause(why, hours)} affects={AFFECTS}>
      <p className="note">{say.pauseWhat}</p>
      <HowLong hours={hours} choose={setHours} />
    </ActButton>
  );
};

const useActs = (source: Source, name: string) => {
  const say = useTexts(SOURCES_PAGE);
  const params = { path: { source } };
  return {
    pause: async (why: string, hours: number): Promise<string> => {
      const until = hours === 0 ? {} : { until: new Date(nowMs() + hours * HOUR_MS).toISOString() };
      await told(client.POST('/v1/connectors/{source}/pause', { params, body: { why, ...until } }));
      return say.paused(name);
    },
    resume: async (why: string): Promise<string> => {
      const { dueNow } = await told(client.POST('/v1/connectors/{source}/resume', { params, body: { why } }));
      return say.resumed(name, dueNow);
    },
  };
};

const HowLong = ({ hours, choose }: { readonly hours: number; readonly choose: (hours: number) => void }) => {
  const say = useTexts(SOURCES_PAGE);
  const legend = useId();
  return (
    <div className="field">
      <span id={legend}>{say.pauseUntil}</span>
      <Radio.Group aria-labelledby={legend} value={hours} onChange={({ target }) => choose(target.value as number)}>
        {HOURS.map((count) => (
          <Radio key={count} value={count}>
            {count === 0 ? say.untilResumed : say.hours(count)}
          </Radio>
        ))}
      </Radio.Group>
    </div>
  );
};
