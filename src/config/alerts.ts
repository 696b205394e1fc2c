/** From where on a person is told, and by which way: thresholds, webhook and mail. */
import type { AlertSettings } from '../alerts/settings.ts';
import type { Settings } from './counterparts.ts';

export interface AlertConfig {
  readonly settings: AlertSettings;
  /** Null: nothing is posted. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  /** Null: nobody is told by mail. `smtpUrl` may hold a password: it is shown nowhere. */
  readonly mail: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] } | null;
  /** Where the console is reached. Null: nobody said, and messages name only the page. */
  readonly publicUrl: string | null;
}

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
