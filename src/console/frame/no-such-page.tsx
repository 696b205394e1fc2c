/** An address that leads nowhere. */
import { Result } from 'antd';
import { Link } from 'react-router';
import { useTexts } from '../language.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { FRAME } from './words.ts';

export const NoSuchPage = () => {
  const say = useTexts(FRAME);
  return (
    <PageFrame title={say.notFound}>
      <Result status="info" title={say.notFoundWhy} extra={<Link to="/">{say.toStart}</Link>} />
    </PageFrame>
  );
};
