/** Medical insurance 医保: NHSA transactions behind the Guangdong gateway (`interfaces.md` §2). */
import type { AuthorityClient, Connector } from '../../src/upstream/connector.ts';
import { connect, type MedicalInsuranceSettings } from './client.ts';

export const medicalInsurance = {
  source: 'medical-insurance',
  title: '医保',
  datasets: ['person', 'settlement', 'registration'],
  connect,
} satisfies Connector<MedicalInsuranceSettings, AuthorityClient>;

export type { MedicalInsuranceSettings };
