/** Asks an authority that says something, and was not asked yet, to check its own record. Nothing for whoever may not. */
import { DatePicker, Radio } from 'antd';
import dayjs from 'dayjs';
import { useId, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { todayText } from '../../parts/instant.tsx';
import { SOURCES } from '../../words/terms.ts';
import { AFFECTS, resolve } from './resolve.ts';
import { RESOLVE } from './words.ts';

type Authority = Schemas['Authority'];

interface RequestCorrectionProps {
  readonly discrepancyId: string;
  /** Who may be asked. */
  readonly possible: readonly Authority[];
  /** Where the same button stands more than once: which of them. */
  readonly of?: string;
  readonly size?: 'small' | 'middle';
}

const DAY = 'YYYY-MM-DD';
/** What an authority has where nobody says otherwise. */
const USUAL_DAYS = 30;

export const RequestCorrection = ({ discrepancyId, possible, of, size = 'middle' }: RequestCorrectionProps) => {
  const say = useTexts(RESOLVE);
  const mayAct = useHasRole('operator');
  const [picked, setTo] = useState<Authority | null>(null);
  const [dueOn, setDueOn] = useState(() => dayjs(todayText()).add(USUAL_DAYS, 'day').format(DAY));
  const to = picked !== null && possible.includes(picked) ? picked : possible[0];
  if (!mayAct || to === undefined) return null;
  const request = async (why: string): Promise<string> => {
    await resolve(discrepancyId, { action: 'request-correction', to, dueOn, why });
    return say.requested;
  };
  return (
    <ActButton
      label={say.request}
      {...(of !== undefined && { of })}
      title={say.requestTitle}
      confirm={say.request}
      act={request}
      affects={AFFECTS}
      look={{ size }}
    >
      <p className="note">{say.requestWhat}</p>
      <To possible={possible} to={to} choose={setTo} />
      <DueOn dueOn={dueOn} choose={setDueOn} />
    </ActButton>
  );
};

interface ToProps {
  readonly possible: readonly Authority[];
  readonly to: Authority;
  readonly choose: (to: Authority) => void;
}

const To = ({ possible, to, choose }: ToProps) => {
  const say = useTexts(RESOLVE);
  const term = useTerm();
  const legend = useId();
  return (
    <div className="field">
      <span id={legend}>{say.to}</span>
      <Radio.Group
        aria-labelledby={legend}
        value={to}
        onChange={({ target }) => choose(target.value as Authority)}
        options={possible.map((one) => ({ value: one, label: term(SOURCES, one) }))}
      />
    </div>
  );
};

const DueOn = ({ dueOn, choose }: { readonly dueOn: string; readonly choose: (day: string) => void }) => {
  const say = useTexts(RESOLVE);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{say.dueOn}</label>
      <DatePicker
        id={id}
        value={dayjs(dueOn)}
        minDate={dayjs(todayText())}
        allowClear={false}
        onChange={(day) => day !== null && choose(day.format(DAY))}
      />
    </div>
  );
};
