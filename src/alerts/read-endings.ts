/** Reads what ends on a day: of the configuration, and of the rules that judge. */
import type { Context } from '../context.ts';
import { addDays, type Day } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { Manifest } from '../pipeline/4-screen/manifest.ts';
import { MANIFEST } from '../pipeline/4-screen/rule-check/parsed.ts';
import { regionOfNights } from '../rule-sets/stored.ts';
import { activeFrom } from '../storage/alert-readings.ts';
import type { Tx } from '../storage/database.ts';
import { type Ending, endingOfAuthorities, endingOfCertificate, endingsOfBases, endingsOfRules } from './endings.ts';

type Config = Context['config'];

export const readEndings = async (tx: Tx, config: Config, today: Day): Promise<readonly Ending[]> => [
  ...endingsOfBases(config.writtenBases),
  ...certificatesOf(config),
  ...config.alerts.settings.expiry.known.map(({ source = null, ...known }) => ({ ...known, source })),
  ...(await rulesOf(tx, today)),
];

const certificatesOf = ({ http: { tls }, counterparts }: Config): readonly Ending[] => {
  const trusted: readonly (readonly [string, Source, string | undefined])[] = [
    ['CIVIL_AFFAIRS_CA_FILE', 'civil-affairs', counterparts.civilAffairs?.http.caPem],
    ['MEDICAL_INSURANCE_CA_FILE', 'medical-insurance', counterparts.medicalInsurance?.http.caPem],
    ['SOCIAL_SECURITY_CA_FILE', 'social-security', counterparts.socialSecurity?.http.caPem],
    ['AID_SYSTEM_CA_FILE', 'aid-system', counterparts.aidSystem?.http.caPem],
  ];
  return [
    ...(tls === null ? [] : endingOfCertificate('HUZHENG_TLS_CERTIFICATE', tls.certificate)),
    ...(tls === null || tls.clientAuthority === null ? [] : endingOfAuthorities('HUZHENG_TLS_CLIENT_CA', null, tls.clientAuthority)),
    ...trusted.flatMap(([name, source, pem]) => (pem === undefined ? [] : endingOfAuthorities(name, source, pem))),
  ];
};

/** Those of the region that nights are judged in; before the first night there are none. */
const rulesOf = async (tx: Tx, today: Day): Promise<readonly Ending[]> => {
  const region = await regionOfNights(tx);
  if (region === null) return [];
  const active = await activeFrom(tx, { region, today, file: MANIFEST });
  return active.flatMap(({ id, version, from, text }, index) => {
    const next = active[index + 1]?.from;
    const { validTo, thresholds } = JSON.parse(text) as Pick<Manifest, 'validTo' | 'thresholds'>;
    const values = Object.fromEntries(Object.entries(thresholds).map(([name, { values: dated }]) => [name, dated]));
    return endingsOfRules(
      { name: `${id}@${version}`, from, until: next === undefined ? null : addDays(next, -1), validTo, thresholds: values },
      today,
    );
  });
};
