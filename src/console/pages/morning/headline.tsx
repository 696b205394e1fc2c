/** The whole in one sentence; its colour says no more than its words. */
import { CheckCircleOutlined, ExclamationCircleOutlined, InfoCircleOutlined } from '@ant-design/icons';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { MORNING } from './words.ts';

interface HeadlineProps {
  readonly says: string;
  readonly needs: readonly Schemas['MorningNeed'][];
}

export const Headline = ({ says, needs }: HeadlineProps) => {
  const say = useTexts(MORNING);
  const [weightiest] = needs;
  if (weightiest === undefined)
    return (
      <div className="headline is-calm" role="status">
        <CheckCircleOutlined aria-hidden />
        <div>
          <strong>{say.calm}</strong>
          <span>{says}</span>
        </div>
      </div>
    );
  const isUrgent = weightiest.severity === 'now';
  return (
    <div className={isUrgent ? 'headline is-urgent' : 'headline is-due'} role="status">
      {isUrgent ? <ExclamationCircleOutlined aria-hidden /> : <InfoCircleOutlined aria-hidden />}
      <strong>{says}</strong>
    </div>
  );
};
