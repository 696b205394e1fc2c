/** `huzheng clients`: the systems that may ask. A secret is shown once, when it is made, and kept nowhere. */
import { randomBytes } from 'node:crypto';
import type { Context } from '../context.ts';
import { HOUR, SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { SCOPES, type Scope } from '../security/caller.ts';
import type { Act } from '../security/ledger/entry.ts';
import { secretDigest } from '../security/sign-in/clients.ts';
import { addClient, listClients, revokeClient, rotateClient, type StoredClient } from '../storage/clients.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

const SECRET_BYTES = 32;
/** While both secrets are good, the new one can be brought to where it is used. */
export const OVERLAP = 24 * HOUR;

interface AsJson {
  readonly json?: true;
}

export const clientsAdd = (
  { name, scope, json }: AsJson & { readonly name?: string; readonly scope?: readonly Scope[] },
  _: Interruption,
  [clientId = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(clientId))
      throw new Fault('invalid', { code: 'client-id', detail: 'A client id is up to 64 letters, digits and ._-' });
    const scopes = scope ?? SCOPES;
    const secret = newSecret();
    const isConfigured = clientId === context.config.counterparts.aidSystem?.settings.inbound?.clientId;
    const client = { clientId, name: name ?? clientId, scopes, secret: secretDigest(context.lookup, secret) };
    if (isConfigured) throw clientExists(clientId);
    await onRecord(context, 'client-added', clientId, async (tx) => {
      if (!(await addClient(tx, client))) throw clientExists(clientId);
    });
    showSecret({ clientId, secret, scopes }, json);
    return 0;
  });

export const clientsRotate = (
  { overlap, json }: AsJson & { readonly overlap: number },
  _: Interruption,
  [clientId = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    const secret = newSecret();
    const rotation = { clientId, secret: secretDigest(context.lookup, secret), overlapMs: overlap };
    await onRecord(context, 'client-rotated', clientId, async (tx) => {
      if (!(await rotateClient(tx, rotation))) throw noSuchClient(clientId);
    });
    showSecret({ clientId, secret, oldSecretGoodForMs: overlap }, json);
    return 0;
  });

export const clientsRevoke = (_options: object, _: Interruption, [clientId = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    await onRecord(context, 'client-revoked', clientId, async (tx) => {
      if (!(await revokeClient(tx, clientId))) throw noSuchClient(clientId);
    });
    process.stdout.write(`${clientId} is revoked; its tokens stop counting within seconds.\n`);
    return 0;
  });

export const clientsList = ({ json }: AsJson): Promise<number> =>
  withContext('tool', async ({ pool, config }) => {
    const stored = await listClients(pool);
    const configured = config.counterparts.aidSystem?.settings.inbound?.clientId ?? null;
    process.stdout.write(json === true ? `${JSON.stringify({ items: stored, configured })}\n` : listText(stored, configured));
    return 0;
  });

/** Both or neither: no secret is changed that the ledger does not tell of. */
const onRecord = ({ pool, ledger }: Context, act: Act, clientId: string, change: (tx: Tx) => Promise<void>): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await change(tx);
    const entry = { caller: thisUser(), act, purpose: null, subjects: [], sources: [], outcome: 'done', trace: null };
    await ledger.append(tx, [{ ...entry, particulars: { client: clientId } }]);
  });

const clientExists = (clientId: string): Fault =>
  new Fault('conflict', {
    code: 'client-exists',
    detail: `There is, or was, a client ${clientId}: \`clients rotate\` gives it a new secret, unless it was revoked; then take another id.`,
  });

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

const noSuchClient = (clientId: string): Fault =>
  new Fault('invalid', {
    code: 'no-such-client',
    detail: `There is no client ${clientId} that could be changed; \`clients list\` shows them.`,
  });

const showSecret = (
  made: { readonly clientId: string; readonly secret: string; readonly scopes?: readonly Scope[]; readonly oldSecretGoodForMs?: number },
  json: true | undefined,
): void => {
  process.stdout.write(
    json === true
      ? `${JSON.stringify(made)}\n`
      : `client id      ${made.clientId}\nclient secret  ${made.secret}\nThe secret is shown this once; POST /oauth2/token takes both with HTTP Basic.\n${oldSecretText(made)}`,
  );
};

const oldSecretText = ({ oldSecretGoodForMs: goodFor }: { readonly oldSecretGoodForMs?: number }): string => {
  if (goodFor === undefined) return '';
  return goodFor === 0
    ? 'The old secret is good no more.\n'
    : `The old secret stays good for ${Math.ceil(goodFor / SECOND)} s; \`--overlap 0s\` ends it at once.\n`;
};

const listText = (stored: readonly StoredClient[], configured: string | null): string => {
  const lines = stored.map(({ clientId, scopes, createdAt, rotatedAt, revokedAt }) => {
    const state = revokedAt === null ? 'good' : `revoked ${revokedAt.slice(0, 10)}`;
    const since = rotatedAt === null ? `added ${createdAt.slice(0, 10)}` : `rotated ${rotatedAt.slice(0, 10)}`;
    return `${clientId.padEnd(24)} ${state.padEnd(20)} ${scopes.join(' ').padEnd(18)} ${since}`;
  });
  const named = configured === null ? [] : [`${configured.padEnd(24)} ${'configured'.padEnd(20)} ${SCOPES.join(' ')}`];
  const all = [...named, ...lines];
  return all.length === 0 ? 'No client yet; `clients add ID` makes one.\n' : `${all.join('\n')}\n`;
};
