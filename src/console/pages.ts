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
const CASES: readonly Role[] = ['viewer', 'operator', 'rule-keeper'];
const APPLICATIONS: readonly Role[] = ['viewer', 'operator'];

/** Who sees what the night does; the auditor sees who did what, elsewhere. */
const NIGHT: readonly Role[] = ['viewer', 'operator', 'rule-keeper', 'administrator'];

export const PAGES: readonly Page[] = [
  {
    path: '/morning',
    name: 'morning',
    roles: NIGHT,
    group: 'night',
    load: async () => (await import('./pages/morning/morning.tsx')).Morning,
  },
  { path: '/runs', name: 'runs', roles: ANY, group: 'night', load: async () => (await import('./pages/runs/runs.tsx')).Runs },
  { path: '/runs/:runId', name: 'run', roles: ANY, group: null, load: async () => (await import('./pages/runs/run.tsx')).Run },
  { path: '/jobs', name: 'jobs', roles: NIGHT, group: 'night', load: async () => (await import('./pages/jobs/jobs.tsx')).Jobs },
  { path: '/jobs/:jobId', name: 'job', roles: NIGHT, group: null, load: async () => (await import('./pages/jobs/job.tsx')).Job },
  { path: '/retries', name: 'retries', roles: NIGHT, group: null, load: async () => (await import('./pages/retries/retries.tsx')).Retries },
  {
    path: '/retries/:retryId',
    name: 'retry',
    roles: NIGHT,
    group: null,
    load: async () => (await import('./pages/retries/retry.tsx')).Retry,
  },
  {
    path: '/sources',
    name: 'sources',
    roles: NIGHT,
    group: 'night',
    load: async () => (await import('./pages/sources/sources.tsx')).Sources,
  },
  {
    path: '/quarantine',
    name: 'quarantine',
    roles: NIGHT,
    group: 'night',
    load: async () => (await import('./pages/quarantine/quarantine.tsx')).Quarantine,
  },
  {
    path: '/quarantine/:quarantineId',
    name: 'quarantined',
    roles: NIGHT,
    group: null,
    load: async () => (await import('./pages/quarantine/quarantined.tsx')).Quarantined,
  },
  { path: '/alerts', name: 'alerts', roles: NIGHT, group: 'night', load: async () => (await import('./pages/alerts/alerts.tsx')).Alerts },
  { path: '/cases', name: 'cases', roles: CASES, group: 'people', load: async () => (await import('./pages/cases/cases.tsx')).Cases },
  { path: '/cases/:caseId', name: 'case', roles: CASES, group: null, load: async () => (await import('./pages/cases/case.tsx')).Case },
  {
    path: '/applications',
    name: 'applications',
    roles: APPLICATIONS,
    group: 'people',
    load: async () => (await import('./pages/applications/applications.tsx')).Applications,
  },
  {
    path: '/applications/:applicationId',
    name: 'application',
    roles: APPLICATIONS,
    group: null,
    load: async () => (await import('./pages/applications/application.tsx')).Application,
  },
  {
    path: '/discrepancies',
    name: 'discrepancies',
    roles: CASES,
    group: 'people',
    load: async () => (await import('./pages/discrepancies/discrepancies.tsx')).Discrepancies,
  },
  {
    path: '/discrepancies/:discrepancyId',
    name: 'discrepancy',
    roles: CASES,
    group: null,
    load: async () => (await import('./pages/discrepancies/discrepancy.tsx')).Discrepancy,
  },
  {
    path: '/overview',
    name: 'overview',
    roles: CASES,
    group: 'people',
    load: async () => (await import('./pages/overview/overview.tsx')).Overview,
  },
  {
    path: '/audit',
    name: 'audit',
    roles: ['auditor'],
    group: 'keeping',
    load: async () => (await import('./pages/audit/audit.tsx')).Audit,
  },
  {
    path: '/looks',
    name: 'looks',
    roles: ['auditor'],
    group: 'keeping',
    load: async () => (await import('./pages/audit/looks.tsx')).Looks,
  },
  {
    path: '/operators',
    name: 'operators',
    roles: ['administrator', 'auditor'],
    group: 'keeping',
    load: async () => (await import('./pages/operators/operators.tsx')).Operators,
  },
  {
    path: '/clients',
    name: 'clients',
    roles: ['administrator'],
    group: 'keeping',
    load: async () => (await import('./pages/clients/clients.tsx')).Clients,
  },
];

export const maySee = ({ roles }: Page, own: readonly Role[]): boolean => roles.some((role) => own.includes(role));

/** Where whoever has these roles begins: the first page of the menu that they may see. Null: they may see none yet. */
export const firstPageOf = (own: readonly Role[]): string | null =>
  PAGES.find((page) => page.group !== null && maySee(page, own))?.path ?? null;
