/** Starts the run of a date by hand, with the reason; leads to it. */
import { App, Checkbox, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { todayText } from '../../parts/instant.tsx';
import { SOURCES } from '../../words/terms.ts';
import { RUN_ACTS } from './act-words.ts';

interface Asked {
  readonly date: string;
  readonly isFull: boolean;
  /** Empty: all. */
  readonly source: Schemas['Authority'] | '';
}

const DAY = 'YYYY-MM-DD';
const AUTHORITIES: readonly Schemas['Authority'][] = ['civil-affairs', 'medical-insurance', 'social-security'];
const AFFECTS = [['runs'], ['run'], ['morning'], ['retries']] as const;

export const StartRun = () => {
  const say = useTexts(RUN_ACTS);
  const mayAct = useHasRole('operator');
  const { notification } = App.useApp();
  const goTo = useNavigate();
  const [asked, setAsked] = useState<Asked>({ date: todayText(), isFull: false, source: '' });
  if (!mayAct) return null;
  const start = async (why: string): Promise<string> => {
    const { date, isFull: full, source } = asked;
    const { run, how, worker } = await told(client.POST('/v1/runs', { body: { date, full, why, ...(source !== '' && { source }) } }));
    if (!worker) notification.warning({ title: say.noWorker, duration: 0, placement: 'bottomRight' });
    void goTo(`/runs/${run.runId}`);
    return say[how];
  };
  return (
    <ActButton label={say.start} title={say.startTitle} confirm={say.start} act={start} affects={AFFECTS}>
      <p className="note">{say.startWhat}</p>
      <Fields asked={asked} change={(changes) => setAsked({ ...asked, ...changes })} />
    </ActButton>
  );
};

const Fields = ({
  asked: { date, isFull, source },
  change,
}: {
  readonly asked: Asked;
  readonly change: (changes: Partial<Asked>) => void;
}) => {
  const say = useTexts(RUN_ACTS);
  const term = useTerm();
  const [dateId, sourceId] = [useId(), useId()];
  const options = [{ value: '', label: say.allSources }, ...AUTHORITIES.map((one) => ({ value: one, label: term(SOURCES, one) }))];
  return (
    <>
      <div className="field">
        <label htmlFor={dateId}>{say.date}</label>
        <DatePicker
          id={dateId}
          value={dayjs(date)}
          allowClear={false}
          onChange={(day) => day !== null && change({ date: day.format(DAY) })}
        />
      </div>
      <div className="field">
        <label htmlFor={sourceId}>{say.source}</label>
        <Select id={sourceId} value={source} options={options} onChange={(one) => change({ source: one as Asked['source'] })} />
      </div>
      <div className="field">
        <Checkbox checked={isFull} onChange={({ target }) => change({ isFull: target.checked })}>
          {say.isFull}
        </Checkbox>
      </div>
    </>
  );
};
