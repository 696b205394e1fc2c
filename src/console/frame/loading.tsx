/** While the code of the first page is fetched. */
import { Spin } from 'antd';
import { useTexts } from '../language.tsx';
import { FRAME } from './words.ts';

export const Loading = () => {
  const say = useTexts(FRAME);
  return (
    <div className="whole" role="status">
      <Spin size="large" />
      <span className="unseen">{say.loading}</span>
    </div>
  );
};
