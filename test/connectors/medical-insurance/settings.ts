/** What a deployment is set up with. */
import type { MedicalInsuranceSettings } from '../../../connectors/medical-insurance/index.ts';

export const SETTINGS: MedicalInsuranceSettings = {
  paasid: 'test_paas',
  token: 'TEST_TOKEN_0001',
  fixmedinsCode: 'H44030000001',
  fixmedinsName: '测试机构',
  admdvs: '440300',
  recerSysCode: 'MBS_LOCAL',
  opterNo: '01',
  opterName: '测试',
  crypto: { kind: 'none' },
};
