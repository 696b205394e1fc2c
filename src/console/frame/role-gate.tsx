/** A page that this operator may not see says which role it needs, and asks the API nothing. */
import { Result } from 'antd';
import type { ReactNode } from 'react';
import { useListing, useTerm, useTexts } from '../language.tsx';
import { maySee, type Page } from '../pages.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { PAGE_NAMES } from '../words/pages.ts';
import { ROLES } from '../words/terms.ts';
import { useSession } from './session.ts';
import { FRAME } from './words.ts';

export const RoleGate = ({ page, children }: { readonly page: Page; readonly children: ReactNode }) => {
  const { roles } = useSession();
  const say = useTexts(FRAME);
  const names = useTexts(PAGE_NAMES);
  const term = useTerm();
  const listing = useListing();
  if (maySee(page, roles)) return children;
  const needed = listing(page.roles.map((role) => term(ROLES, role)));
  return (
    <PageFrame title={names[page.name]}>
      <Result status="warning" title={say.forbidden} subTitle={say.forbiddenWhy(needed)} />
    </PageFrame>
  );
};
