/** From where on a person is told, and by which way: the file of thresholds, checked (`schemas/alerts.json`), webhook and mail. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/alerts.json' with { type: 'json' };
import type { AlertSettings } from '../alerts/settings.ts';
import type { Settings } from './counterparts.ts';
import { isDay } from './day.ts';
import { readJson } from './json-file.ts';

export interface AlertConfig {
  readonly settings: AlertSettings;
  /** Null: nothing is posted. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  /** Null: nobody is told by mail. `smtpUrl` may hold a password: it is shown nowhere. */
  readonly mail: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] } | null;
  /** Where the console is reached. Null: nobody said, and messages name only the page. */
  readonly publicUrl: string | null;
}

const check = new Ajv2020({ allErrors: true, useDefaults: true, formats: { day: isDay } }).compile<AlertSettings>(schema);

/** Null: the defaults, as the schema has them. */
export const readAlertSettings = (text: string | null): { readonly content: AlertSettings } | { readonly wrong: string } =>
  readJson('HUZHENG_ALERTS', text ?? '{}', check);

export const alertsOf = ({ maybe, need }: Settings, settings: AlertSettings): AlertConfig => {
  const url = maybe('HUZHENG_ALERT_WEBHOOK');
  const to = maybe('HUZHENG_ALERT_MAIL_TO');
  return {
    settings,
    webhook: url === null ? null : { url, secret: maybe('HUZHENG_ALERT_WEBHOOK_SECRET') },
    mail:
      to === null
        ? null
        : {
            smtpUrl: need('HUZHENG_SMTP_URL'),
            from: need('HUZHENG_ALERT_MAIL_FROM'),
            to: to.split(',').map((address) => address.trim()),
          },
    publicUrl: maybe('HUZHENG_PUBLIC_URL'),
  };
};
