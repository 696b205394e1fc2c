/** Alerts by mail, one to everybody who is told, under a `Message-ID` that stays the same however often it is sent. */
import { createTransport } from 'nodemailer';
import type { AlertConfig } from '../config/alerts.ts';
import { SECOND } from '../domain/period.ts';
import { mailOf } from './message.ts';
import { codeOf, type Sender } from './sender.ts';

const PATIENCE = { connectionTimeout: 10 * SECOND, greetingTimeout: 10 * SECOND, socketTimeout: 20 * SECOND };

export const mailSender = ({ smtpUrl, from, to }: NonNullable<AlertConfig['mail']>): Sender => {
  const domain = from.slice(from.indexOf('@') + 1);
  return async ({ messageId, message }) => {
    const transport = createTransport({ url: smtpUrl, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true });
    try {
      // Some of several recipients refused: those who were not have it, and would have it twice.
      await transport.sendMail({ from, to: [...to], ...mailOf(message), messageId: `<${messageId}@${domain}>`, textEncoding: 'base64' });
      return null;
    } catch (thrown) {
      return codeOf(thrown);
    } finally {
      transport.close();
    }
  };
};
