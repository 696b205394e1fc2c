/**
 * Systems that may ask, added, given another secret and revoked: by an administrator over HTTP or at this machine's command line, with one outcome. A
 * secret is answered once, to whoever had it made; what is kept of it is a keyed digest. No secret changes that the ledger does not tell of.
 */
import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.ts';
import { HOUR, type Instant, instantOf } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { addClient, listClients, revokeClient, rotateClient, type StoredClient } from '../../storage/clients.ts';
import { inTransaction, type Tx } from '../../storage/database.ts';
import { type Caller, SCOPES, type Scope } from '../caller.ts';
import type { Act } from '../ledger/entry.ts';
import { secretDigest } from './clients.ts';

const SECRET_BYTES = 32;
/** While both secrets are good, the new one can be brought to where it is used. */
export const OVERLAP = 24 * HOUR;

const CLIENT_ID = /^[A-Za-z0-9._-]{1,64}$/;

export type RegisterTools = Pick<Context, 'pool' | 'ledger' | 'lookup' | 'now' | 'config'>;

/** Who has it done, for the ledger. */
export interface By {
  readonly caller: Caller;
  readonly trace: string | null;
}

/** A secret in clear: to be answered and forgotten. */
export interface WithSecret {
  readonly clientId: string;
  readonly secret: string;
}

export interface ListedClient extends Omit<StoredClient, 'createdAt'> {
  /** `configured`: the aid system, as the configuration names it. */
  readonly state: 'good' | 'revoked' | 'configured';
  /** Null: it was not added here. */
  readonly createdAt: Instant | null;
}

export interface ClientRegister {
  /** The configured one first, then by id. */
  readonly list: () => Promise<readonly ListedClient[]>;
  /** Throws `client-id`, `client-exists`. */
  readonly add: (
    wanted: { readonly clientId: string; readonly name: string; readonly scopes: readonly Scope[] },
    by: By,
  ) => Promise<WithSecret>;
  /** Throws `no-such-client`, also for one that was revoked. */
  readonly rotate: (
    rotation: { readonly clientId: string; readonly overlapMs: number },
    by: By,
  ) => Promise<WithSecret & { readonly oldSecretGoodUntil: Instant }>;
  /** Why in words, or null; throws `no-such-client`, also for one that was revoked before. */
  readonly revoke: (revoked: { readonly clientId: string; readonly why: string | null }, by: By) => Promise<void>;
}

export const clientRegister = (tools: RegisterTools): ClientRegister => {
  const { pool, lookup, now, config } = tools;
  /** What the configuration calls the aid system: changed there and nowhere else. */
  const configured = config.counterparts.aidSystem?.settings.inbound?.clientId ?? null;
  const onRecord = recorder(tools);
  return {
    list: async () => {
      const stored = (await listClients(pool)).map(listed);
      return configured === null ? stored : [asConfigured(configured), ...stored];
    },
    add: async ({ clientId, name, scopes }, by) => {
      if (!CLIENT_ID.test(clientId))
        throw new Fault('invalid', {
          code: 'client-id',
          detail: 'A client id is up to 64 letters, digits and ._-',
          fields: ['/clientId'],
        });
      if (clientId === configured) throw clientExists(clientId);
      const secret = newSecret();
      await onRecord({ act: 'client-added', clientId, by }, async (tx) => {
        if (!(await addClient(tx, { clientId, name, scopes, secret: secretDigest(lookup, secret) }))) throw clientExists(clientId);
      });
      return { clientId, secret };
    },
    rotate: async ({ clientId, overlapMs }, by) => {
      const secret = newSecret();
      await onRecord({ act: 'client-rotated', clientId, by }, async (tx) => {
        if (!(await rotateClient(tx, { clientId, secret: secretDigest(lookup, secret), overlapMs }))) throw noSuchClient(clientId);
      });
      return { clientId, secret, oldSecretGoodUntil: instantOf(now() + overlapMs) };
    },
    revoke: ({ clientId, why }, by) =>
      onRecord({ act: 'client-revoked', clientId, by, why }, async (tx) => {
        if (!(await revokeClient(tx, clientId))) throw noSuchClient(clientId);
      }),
  };
};

interface Recorded {
  readonly act: Act;
  readonly clientId: string;
  readonly by: By;
  readonly why?: string | null;
}

/** Both or neither. */
const recorder =
  ({ pool, ledger }: RegisterTools) =>
  ({ act, clientId, by, why = null }: Recorded, change: (tx: Tx) => Promise<void>): Promise<void> =>
    inTransaction(pool, async (tx) => {
      await change(tx);
      const entry = { ...by, act, purpose: null, subjects: [], sources: [], outcome: 'done' };
      await ledger.append(tx, [{ ...entry, particulars: { client: clientId, ...(why === null ? {} : { why }) } }]);
    });

const listed = (stored: StoredClient): ListedClient => ({ ...stored, state: stored.revokedAt === null ? 'good' : 'revoked' });

const asConfigured = (clientId: string): ListedClient => ({
  clientId,
  name: clientId,
  scopes: SCOPES,
  state: 'configured',
  createdAt: null,
  rotatedAt: null,
  revokedAt: null,
});

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

const clientExists = (clientId: string): Fault =>
  new Fault('conflict', {
    code: 'client-exists',
    detail: `There is, or was, a client ${clientId}: POST /v1/clients/${clientId}/rotate or \`huzheng clients rotate\` gives it a new secret, unless it was revoked; then take another id.`,
    fields: ['/clientId'],
  });

const noSuchClient = (clientId: string): Fault =>
  new Fault('invalid', {
    code: 'no-such-client',
    detail: `There is no client ${clientId} that could be changed; GET /v1/clients and \`huzheng clients list\` show them.`,
    fields: ['clientId'],
  });
