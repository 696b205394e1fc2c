// The aid system's call to us: `POST /v1/callbacks/aid-system` (interfaces.md §4). Any 2xx is taken, anything else is sent
// again, the same event.

import { createHmac } from 'node:crypto';

export interface CallbackEvent {
  readonly eventId: string;
  readonly applicationId: string;
  readonly version: number;
  readonly status: string;
  readonly reasonCode?: string | undefined;
  readonly decidedAt: string;
}

export interface Callback {
  readonly url: string;
  readonly secret: string;
  readonly event: CallbackEvent;
  readonly nowMs: () => number;
}

const MOST_TRIES = 3;

/** `t=<unix s>,v1=<hex HMAC-SHA256(secret, t + "." + raw body)>` */
export const signCallback = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

const send = async ({ url, secret, event, nowMs }: Callback): Promise<boolean> => {
  const body = JSON.stringify(event);
  const signature = signCallback(secret, Math.floor(nowMs() / 1000), body);
  const headers = { 'content-type': 'application/json', 'x-huzheng-signature': signature };
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    // Nobody listening is an answer too: not taken.
    if (error instanceof TypeError) return false;
    throw error;
  }
};

/** True once the event was taken. */
export const deliverCallback = async (callback: Callback): Promise<boolean> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) if (await send(callback)) return true;
  return false;
};
