/**
 * Every page: where it is, who may see it, and its code, which is fetched when it is looked at. The side menu is made of those with a `group`. A new page
 * is a line here, its name in `words/pages.ts`, and a folder below `pages/`.
 */
import type { ComponentType } from 'react';
import type { Role } from './api/queries.ts';
import type { PageName } from './words/pages.ts';

/** In the order of the menu. */
export const GROUPS = ['night', 'people', 'keeping'] as const;

export interface Page {
  readonly path: string;
  readonly name: PageName;
  /** Any of them; the API decides, this only spares people what they would be refused. */
  readonly roles: readonly Role[];
  /** Null: it is reached from another page. */
  readonly group: (typeof GROUPS)[number] | null;
  readonly load: () => Promise<ComponentType>;
}

const ANY: readonly Role[] = ['viewer', 'operator', 'rule-keeper', 'auditor', 'administrator'];

/** Who sees what the night does; the auditor sees who did what, elsewhere. */
const NIGHT: readonly Role[] = ['viewer', 'operator', 'rule-keeper', 'administrator'];

export const PAGES: readonly Page[] = [
  { path: '/runs', name: 'runs', roles: ANY, group: 'night', load: async () => (await import('./pages/runs/runs.tsx')).Runs },
  { path: '/runs/:runId', name: 'run', roles: ANY, group: null, load: async () => (await import('./pages/runs/run.tsx')).Run },
  {
    path: '/sources',
    name: 'sources',
    roles: NIGHT,
    group: 'night',
    load: async () => (await import('./pages/sources/sources.tsx')).Sources,
  },
];

export const maySee = ({ roles }: Page, own: readonly Role[]): boolean => roles.some((role) => own.includes(role));

/** Where whoever has these roles begins: the first page of the menu that they may see. Null: they may see none yet. */
export const firstPageOf = (own: readonly Role[]): string | null =>
  PAGES.find((page) => page.group !== null && maySee(page, own))?.path ?? null;
