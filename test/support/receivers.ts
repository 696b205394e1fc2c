/** Who receives alerts: a webhook on real HTTP and a mail server on real SMTP, each in whatever mood it is told to be. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers with a status, cuts the connection, or says nothing. */
export type Mood = number | 'cut' | 'silent';

export interface WebhookReceiver {
  readonly url: string;
  readonly posted: readonly Posted[];
  /** Of the next posts in turn; the last of them stays. */
  readonly be: (...moods: readonly Mood[]) => void;
  readonly close: () => Promise<void>;
}

export const openWebhook = async (): Promise<WebhookReceiver> => {
  const posted: Posted[] = [];
  let moods: readonly Mood[] = [200];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const [mood = 200, ...later] = moods;
      if (later.length > 0) moods = later;
      if (mood === 'cut') request.socket.destroy();
      else if (mood !== 'silent') response.writeHead(mood, { connection: 'close' }).end();
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}/alerts?key=shared`,
    posted,
    be: (...next) => {
      moods = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

export const MAIL_PASSWORD = 'not-to-be-shown-7';

export interface MailReceiver {
  readonly url: string;
  /** Whole, with headers. */
  readonly mails: readonly string[];
  readonly recipients: readonly (readonly string[])[];
  /** Refuse so many of the next mails. */
  readonly refuse: (times: number) => void;
  readonly close: () => Promise<void>;
}

export const openMail = async (): Promise<MailReceiver> => {
  const mails: string[] = [];
  const recipients: (readonly string[])[] = [];
  let refusing = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, done) => done(password === MAIL_PASSWORD ? null : new Error('wrong password'), { user: 'huzheng' }),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusing > 0) {
          refusing -= 1;
          return done(Object.assign(new Error('try later'), { responseCode: 451 }));
        }
        mails.push(Buffer.concat(chunks).toString('utf8'));
        recipients.push(session.envelope.rcptTo.map(({ address }) => address));
        return done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://huzheng:${MAIL_PASSWORD}@127.0.0.1:${port}`,
    mails,
    recipients,
    refuse: (times) => {
      refusing = times;
    },
    close: () => new Promise((closed) => server.close(closed)),
  };
};
