/** The aid system 工会帮: where members come from and applications go (`interfaces.md` §4). */
import type { AidSystemClient } from '../../src/upstream/aid-system.ts';
import type { Connector } from '../../src/upstream/connector.ts';
import { type AidSystemSettings, connect } from './client.ts';

export const aidSystem = {
  source: 'aid-system',
  title: '工会帮',
  datasets: ['members'],
  connect,
} satisfies Connector<AidSystemSettings, AidSystemClient>;

export type { AidSystemSettings };
