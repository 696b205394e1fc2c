/** `/console/`: on to where one was going before the identity provider asked who one is, else to the first page one may see. */
import { Result } from 'antd';
import { Navigate } from 'react-router';
import { useTexts } from '../language.tsx';
import { firstPageOf } from '../pages.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { takeReturn } from './return-path.ts';
import { useSession } from './session.ts';
import { FRAME } from './words.ts';

export const Start = () => {
  const say = useTexts(FRAME);
  const { roles } = useSession();
  const first = takeReturn() ?? firstPageOf(roles);
  if (first !== null) return <Navigate to={first} replace />;
  return (
    <PageFrame title={say.nothingYet}>
      <Result status="info" title={say.nothingYet} subTitle={say.nothingYetWhy} />
    </PageFrame>
  );
};
