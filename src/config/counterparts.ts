/** What each counterpart's variables make: one part for its HTTP client, one for its connector. */
import { type ClosedHours, parseClosedHours } from '../upstream/closed-hours.ts';
import type { Variable } from './variables.ts';

/** Null: no base URL, which only some modes do without. */
export interface Counterparts {
  readonly civilAffairs: Counterpart<{ readonly rid: string; readonly appkey: string; readonly accessKey: string }> | null;
  readonly medicalInsurance: Counterpart<MedicalInsuranceSettings> | null;
  readonly socialSecurity: Counterpart<{ readonly clientId: string; readonly key: string }> | null;
  readonly aidSystem: Counterpart<AidSystemSettings> | null;
}

/** `http` for its HTTP client, `settings` for its connector. */
export interface Counterpart<Settings> {
  readonly http: {
    readonly baseUrl: string;
    readonly proxyUrl: string | undefined;
    readonly caPem: string | undefined;
    readonly closed: ClosedHours | undefined;
  };
  readonly settings: Settings;
}

interface MedicalInsuranceSettings {
  readonly paasid: string;
  readonly token: string;
  readonly fixmedinsCode: string;
  readonly fixmedinsName: string;
  readonly admdvs: string;
  readonly recerSysCode: string;
  readonly opterNo: string;
  readonly opterName: string;
  readonly crypto:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'sm';
        readonly appId: string;
        readonly appSecret: string;
        readonly sm2PrivateKey: string;
        readonly sm2PeerPublicKey: string;
      };
}

interface AidSystemSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Null: its callbacks are refused. */
  readonly callbackSecret: string | null;
  /** Null: it has no client at our token endpoint. */
  readonly inbound: { readonly clientId: string; readonly clientSecret: string } | null;
}

/** The checked variables. `need` is for those that the schema requires or gives a default. */
export interface Settings {
  readonly maybe: (variable: Variable) => string | null;
  readonly need: (variable: Variable) => string;
  readonly file: (variable: Variable) => string | undefined;
}

export const counterpartsOf = (settings: Settings): Counterparts => {
  const { need, maybe } = settings;
  return {
    civilAffairs: counterpart(settings, 'CIVIL_AFFAIRS', () => ({
      rid: need('CIVIL_AFFAIRS_RID'),
      appkey: need('CIVIL_AFFAIRS_APPKEY'),
      accessKey: need('CIVIL_AFFAIRS_ACCESS_KEY'),
    })),
    medicalInsurance: counterpart(settings, 'MEDICAL_INSURANCE', () => medicalInsuranceOf(settings)),
    socialSecurity: counterpart(settings, 'SOCIAL_SECURITY', () => ({
      clientId: need('SOCIAL_SECURITY_CLIENT_ID'),
      key: need('SOCIAL_SECURITY_KEY'),
    })),
    aidSystem: counterpart(settings, 'AID_SYSTEM', () => ({
      clientId: need('AID_SYSTEM_CLIENT_ID'),
      clientSecret: need('AID_SYSTEM_CLIENT_SECRET'),
      callbackSecret: maybe('AID_SYSTEM_CALLBACK_SECRET'),
      inbound:
        maybe('AID_SYSTEM_INBOUND_CLIENT_ID') === null
          ? null
          : { clientId: need('AID_SYSTEM_INBOUND_CLIENT_ID'), clientSecret: need('AID_SYSTEM_INBOUND_CLIENT_SECRET') },
    })),
  };
};

type Prefix = 'CIVIL_AFFAIRS' | 'MEDICAL_INSURANCE' | 'SOCIAL_SECURITY' | 'AID_SYSTEM';

const counterpart = <S>({ maybe, file }: Settings, prefix: Prefix, settings: () => S): Counterpart<S> | null => {
  const baseUrl = maybe(`${prefix}_BASE_URL`);
  const closed = maybe(`${prefix}_CLOSED`);
  if (baseUrl === null) return null;
  return {
    http: {
      baseUrl,
      proxyUrl: maybe(`${prefix}_PROXY_URL`) ?? undefined,
      caPem: file(`${prefix}_CA_FILE`),
      closed: closed === null ? undefined : parseClosedHours(closed),
    },
    settings: settings(),
  };
};

const medicalInsuranceOf = ({ need }: Settings): MedicalInsuranceSettings => ({
  paasid: need('MEDICAL_INSURANCE_PAASID'),
  token: need('MEDICAL_INSURANCE_TOKEN'),
  fixmedinsCode: need('MEDICAL_INSURANCE_FIXMEDINS_CODE'),
  fixmedinsName: need('MEDICAL_INSURANCE_FIXMEDINS_NAME'),
  admdvs: need('MEDICAL_INSURANCE_ADMDVS'),
  recerSysCode: need('MEDICAL_INSURANCE_RECER_SYS_CODE'),
  opterNo: need('MEDICAL_INSURANCE_OPTER_NO'),
  opterName: need('MEDICAL_INSURANCE_OPTER_NAME'),
  crypto: need('MEDICAL_INSURANCE_CRYPTO') === 'sm' ? nationalCryptographyOf(need) : { kind: 'none' },
});

const nationalCryptographyOf = (need: Settings['need']): MedicalInsuranceSettings['crypto'] => ({
  kind: 'sm',
  appId: need('MEDICAL_INSURANCE_APP_ID'),
  appSecret: need('MEDICAL_INSURANCE_APP_SECRET'),
  sm2PrivateKey: need('MEDICAL_INSURANCE_SM2_PRIVATE_KEY'),
  sm2PeerPublicKey: need('MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY'),
});
