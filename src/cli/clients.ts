/** `huzheng clients`: the systems that may ask. A secret is shown once, when it is made, and kept nowhere. */
import { SECOND } from '../domain/period.ts';
import { SCOPES, type Scope } from '../security/caller.ts';
import { type By, clientRegister, type ListedClient } from '../security/sign-in/register.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

interface AsJson {
  readonly json?: true;
}

export const clientsAdd = (
  { name, scope, json }: AsJson & { readonly name?: string; readonly scope?: readonly Scope[] },
  _: Interruption,
  [clientId = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    // Each once, however often it was said.
    const scopes = SCOPES.filter((one) => scope === undefined || scope.includes(one));
    showSecret({ ...(await clientRegister(context).add({ clientId, name: name ?? clientId, scopes }, here())), scopes }, json);
    return 0;
  });

export const clientsRotate = (
  { overlap, json }: AsJson & { readonly overlap: number },
  _: Interruption,
  [clientId = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    const { secret } = await clientRegister(context).rotate({ clientId, overlapMs: overlap }, here());
    showSecret({ clientId, secret, oldSecretGoodForMs: overlap }, json);
    return 0;
  });

export const clientsRevoke = (_options: object, _: Interruption, [clientId = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    await clientRegister(context).revoke({ clientId, why: null }, here());
    process.stdout.write(`${clientId} is revoked; its tokens stop counting within seconds.\n`);
    return 0;
  });

export const clientsList = ({ json }: AsJson): Promise<number> =>
  withContext('tool', async (context) => {
    const items = await clientRegister(context).list();
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : listText(items));
    return 0;
  });

const here = (): By => ({ caller: thisUser(), trace: null });

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

const listText = (clients: readonly ListedClient[]): string =>
  clients.length === 0 ? 'No client yet; `clients add ID` makes one.\n' : `${clients.map(lineOf).join('\n')}\n`;

const lineOf = ({ clientId, scopes, state, createdAt, rotatedAt, revokedAt }: ListedClient): string => {
  const shown = revokedAt === null ? state : `revoked ${revokedAt.slice(0, 10)}`;
  const since = rotatedAt === null ? `added ${createdAt?.slice(0, 10)}` : `rotated ${rotatedAt.slice(0, 10)}`;
  return `${clientId.padEnd(24)} ${shown.padEnd(20)} ${scopes.join(' ').padEnd(18)} ${createdAt === null ? '' : since}`.trimEnd();
};
