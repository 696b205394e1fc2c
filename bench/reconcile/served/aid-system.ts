/** The aid system 工会帮 as far as it takes applications (`interfaces.md` §4): whoever looks at a form, nobody decides. */
import type { Served } from './state.ts';

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

const reply = (status: number, body: object): Reply => ({ status, body: Buffer.from(JSON.stringify(body)) });

export const tokenReply = (): Reply => reply(200, { access_token: 'bench', token_type: 'Bearer', expires_in: 86_400 });

interface Asked {
  readonly method: string;
  readonly applicationId: string;
  readonly isWithdrawal: boolean;
  readonly body: string;
}

const put = ({ applications }: Served, { applicationId, body }: Asked): Reply => {
  const { version } = JSON.parse(body) as { readonly version: number };
  const known = applications.get(applicationId) ?? 0;
  if (version < known) return reply(409, { type: 'version-conflict' });
  applications.set(applicationId, version);
  return reply(version === known ? 200 : 201, { applicationId, version, status: 'awaiting-confirmation' });
};

export const applicationReply = (served: Served, asked: Asked): Reply => {
  const version = served.applications.get(asked.applicationId);
  if (asked.method === 'PUT') return put(served, asked);
  if (version === undefined) return reply(404, { type: 'not-found' });
  return reply(200, { version, status: asked.isWithdrawal ? 'withdrawn' : 'awaiting-confirmation' });
};
