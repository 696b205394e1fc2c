/** A correction request in short: to whom, until when, whether it is overdue, what was answered. */
import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Day } from '../../parts/instant.tsx';
import { SOURCES } from '../../words/terms.ts';
import { DISCREPANCIES } from './words.ts';

export const RequestBrief = ({ request: { to, dueOn, overdue, answer } }: { readonly request: Schemas['CorrectionRequest'] }) => {
  const say = useTexts(DISCREPANCIES);
  const term = useTerm();
  return (
    <div className="wrapped">
      {say.sentTo} {term(SOURCES, to)} · {say.dueOn} <Day on={dueOn} /> {overdue && <Tag color="error">{say.overdue}</Tag>}
      {answer !== null && (
        <span className="evidence">
          {say.answer}
          {answer}
        </span>
      )}
    </div>
  );
};
