// What a client needs to sign in at each counterpart. Derived from the seed, so that a restarted sandbox still knows its
// clients; worth nothing outside it.

import { createHash } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';

export interface Credentials {
  readonly civilAffairs: { readonly rid: string; readonly appkey: string; readonly accessKey: string };
  readonly medicalInsurance: {
    readonly paasid: string;
    readonly token: string;
    readonly institution: string;
    readonly institutionName: string;
    readonly region: string;
    readonly receiver: string;
    readonly operator: string;
    readonly operatorName: string;
    readonly crypto: 'none' | 'sm';
    readonly appId: string;
    readonly appSecret: string;
    readonly clientKeys: KeyPair;
    readonly serverKeys: KeyPair;
  };
  readonly socialSecurity: { readonly clientId: string; readonly key: string };
  readonly aidSystem: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly callbackSecret: string;
    readonly inboundClientId: string;
    readonly inboundClientSecret: string;
  };
}

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** One secret per name, `sandbox-…` so that nobody takes it for a real one. */
const secretsOf =
  (seed: number) =>
  (name: string): string =>
    `sandbox-${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(0, 32)}`;

const keyPairOf = (seed: number, name: string): KeyPair => {
  // The leading zeros keep the number below the order of the curve.
  const privateKey = `00${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(2)}`;
  return { privateKey, publicKey: sm2.getPublicKeyFromPrivateKey(privateKey) };
};

export const credentialsOf = (seed: number, crypto: 'none' | 'sm'): Credentials => {
  const secret = secretsOf(seed);
  return {
    civilAffairs: { rid: 'x_sandbox_union', appkey: secret('appkey'), accessKey: secret('access key') },
    medicalInsurance: {
      paasid: 'sandbox_union',
      token: secret('x-tif token'),
      institution: 'H44030099999',
      institutionName: '沙盒市总工会',
      region: '440300',
      receiver: 'SANDBOX',
      operator: '01',
      operatorName: '夜间核对',
      crypto,
      appId: 'SANDBOXAPP000001SANDBOXAPP000001',
      appSecret: secret('app secret'),
      clientKeys: keyPairOf(seed, 'client key'),
      serverKeys: keyPairOf(seed, 'server key'),
    },
    socialSecurity: { clientId: 'sandbox-union', key: secret('social security') },
    aidSystem: {
      clientId: 'huzheng',
      clientSecret: secret('aid system'),
      callbackSecret: secret('callback'),
      inboundClientId: 'aid-system',
      inboundClientSecret: secret('inbound'),
    },
  };
};

const civilVariables = ({ rid, appkey, accessKey }: Credentials['civilAffairs']) => ({
  CIVIL_AFFAIRS_RID: rid,
  CIVIL_AFFAIRS_APPKEY: appkey,
  CIVIL_AFFAIRS_ACCESS_KEY: accessKey,
});

const medicalVariables = (medical: Credentials['medicalInsurance']): Record<string, string> => ({
  MEDICAL_INSURANCE_PAASID: medical.paasid,
  MEDICAL_INSURANCE_TOKEN: medical.token,
  MEDICAL_INSURANCE_FIXMEDINS_CODE: medical.institution,
  MEDICAL_INSURANCE_FIXMEDINS_NAME: medical.institutionName,
  MEDICAL_INSURANCE_ADMDVS: medical.region,
  MEDICAL_INSURANCE_RECER_SYS_CODE: medical.receiver,
  MEDICAL_INSURANCE_OPTER_NO: medical.operator,
  MEDICAL_INSURANCE_OPTER_NAME: medical.operatorName,
  MEDICAL_INSURANCE_CRYPTO: medical.crypto,
  ...(medical.crypto === 'sm' && {
    MEDICAL_INSURANCE_APP_ID: medical.appId,
    MEDICAL_INSURANCE_APP_SECRET: medical.appSecret,
    MEDICAL_INSURANCE_SM2_PRIVATE_KEY: medical.clientKeys.privateKey,
    MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY: medical.serverKeys.publicKey,
  }),
});

const aidVariables = (aid: Credentials['aidSystem']) => ({
  AID_SYSTEM_CLIENT_ID: aid.clientId,
  AID_SYSTEM_CLIENT_SECRET: aid.clientSecret,
  AID_SYSTEM_CALLBACK_SECRET: aid.callbackSecret,
  AID_SYSTEM_INBOUND_CLIENT_ID: aid.inboundClientId,
  AID_SYSTEM_INBOUND_CLIENT_SECRET: aid.inboundClientSecret,
});

/** Every variable of interfaces.md "Configuration of each counterpart" but the base URLs. */
export const credentialVariables = (credentials: Credentials): Record<string, string> => ({
  ...civilVariables(credentials.civilAffairs),
  ...medicalVariables(credentials.medicalInsurance),
  SOCIAL_SECURITY_CLIENT_ID: credentials.socialSecurity.clientId,
  SOCIAL_SECURITY_KEY: credentials.socialSecurity.key,
  ...aidVariables(credentials.aidSystem),
});
