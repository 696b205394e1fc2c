/** Addresses below `/console/`: the sign-in page, and every page of the table inside the frame. */
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { Frame } from './frame/frame.tsx';
import { Loading } from './frame/loading.tsx';
import { NoSuchPage } from './frame/no-such-page.tsx';
import { PageFailed } from './frame/page-failed.tsx';
import { RoleGate } from './frame/role-gate.tsx';
import { SignIn } from './frame/sign-in.tsx';
import { Start } from './frame/start.tsx';
import { PAGES, type Page } from './pages.ts';

const gated = (page: Page, Shown: ComponentType): ComponentType => {
  const Gated = () => (
    <RoleGate page={page}>
      <Shown />
    </RoleGate>
  );
  return Gated;
};

export const router: ReturnType<typeof createBrowserRouter> = createBrowserRouter(
  [
    {
      HydrateFallback: Loading,
      ErrorBoundary: PageFailed,
      children: [
        { path: '/sign-in', Component: SignIn },
        {
          Component: Frame,
          children: [
            {
              ErrorBoundary: PageFailed,
              children: [
                { path: '/', Component: Start },
                ...PAGES.map((page) => ({ path: page.path, lazy: async () => ({ Component: gated(page, await page.load()) }) })),
                { path: '*', Component: NoSuchPage },
              ],
            },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
);
