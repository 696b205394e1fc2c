/** What a channel is: it takes a message under an id, or says by a code why not. Codes only: what a server says back may quote a password or a person. */
import type { Channel } from './alert.ts';
import type { Message } from './message.ts';

export interface Sent {
  readonly messageId: string;
  readonly message: Message;
}

/** Null: delivered. */
export type Sender = (sent: Sent) => Promise<string | null>;

export type Senders = Readonly<Partial<Record<Channel, Sender>>>;

/** What an error calls itself: `ECONNREFUSED`, `EAUTH`, `TimeoutError`. */
export const codeOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'unknown';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown.cause instanceof Error ? codeOf(thrown.cause) : thrown.name;
};
