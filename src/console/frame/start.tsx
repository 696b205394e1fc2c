/** `/console/`: on to where one was going before the identity provider asked who one is, else to the first page one may see. */
import { Result } from 'antd';
import { useState } from 'react';
import { Navigate } from 'react-router';
import { takeReturn } from '../api/signed-in.ts';
import { useTexts } from '../language.tsx';
import { firstPageOf } from '../pages.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { useSession } from './session.ts';
import { FRAME } from './words.ts';

export const Start = () => {
  const say = useTexts(FRAME);
  const { roles } = useSession();
  // Once: a second rendering would find it taken.
  const [returning] = useState(takeReturn);
  const first = returning ?? firstPageOf(roles);
  if (first !== null) return <Navigate to={first} replace />;
  return (
    <PageFrame title={say.nothingYet}>
      <Result status="info" title={say.nothingYet} subTitle={say.nothingYetWhy} />
    </PageFrame>
  );
};
