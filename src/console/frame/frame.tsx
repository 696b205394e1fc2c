/** What is around every page: a way past the menu, the menu, the account; and the way to the sign-in page for whoever is signed out. */
import { MenuOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { sessionQuery } from '../api/queries.ts';
import { useTexts } from '../language.tsx';
import { QueryFailed } from '../parts/query-failed.tsx';
import { Account } from './account.tsx';
import { Loading } from './loading.tsx';
import { SessionContext } from './session.ts';
import { SideMenu } from './side-menu.tsx';
import { FRAME } from './words.ts';

export const Frame = () => {
  const say = useTexts(FRAME);
  const { pathname, search } = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { data: session, error, refetch } = useQuery(sessionQuery);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a narrow screen the menu has done its work once one has gone somewhere.
  useEffect(() => setMenuOpen(false), [pathname]);
  if (session === undefined) return error === null ? <Loading /> : <QueryFailed error={error} retry={() => void refetch()} />;
  if (session === null) return <Navigate to={`/sign-in?return=${encodeURIComponent(`${pathname}${search}`)}`} replace />;
  return (
    <SessionContext value={session}>
      <a className="skip" href="#main">
        {say.skip}
      </a>
      <div className="frame">
        <header className="head">
          <Button
            className="menu-button"
            type="text"
            icon={<MenuOutlined />}
            aria-expanded={isMenuOpen}
            aria-controls="side-menu"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            {say.menu}
          </Button>
          <span className="product">
            <strong>{say.product}</strong> <span className="subtitle">{say.subtitle}</span>
          </span>
          <Account session={session} />
        </header>
        <SideMenu roles={session.roles} isOpen={isMenuOpen} />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </SessionContext>
  );
};
