/** Social security 社保: LD/T 92 rows behind a signed cursor feed (`interfaces.md` §3). */
import type { AuthorityClient, Connector } from '../../src/upstream/connector.ts';
import { connect, type SocialSecuritySettings } from './client.ts';

export const socialSecurity = {
  source: 'social-security',
  title: '社保',
  datasets: ['participation', 'contributions', 'unemployment', 'work-injury'],
  connect,
} satisfies Connector<SocialSecuritySettings, AuthorityClient>;

export type { SocialSecuritySettings };
