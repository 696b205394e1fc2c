/** An identity provider as small as OpenID Connect allows: discovery, one key, authorisation codes with PKCE. It checks what it is sent. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const PROVIDER_CLIENT = { clientId: 'huzheng', clientSecret: 'secret-at-the-provider' };

export interface SignedIn {
  readonly subject: string;
  readonly account: string;
  /** What the provider says of how they signed in. */
  readonly factor: string | null;
}

export interface TestProvider {
  readonly issuer: string;
  /** Somebody signs in at the address we sent them to; where the browser is sent then. */
  readonly signIn: (departure: string, who: SignedIn) => string;
  /** Changes to what the next ID token claims. */
  claims: Readonly<Record<string, unknown>>;
  /** Signs the next ID token with a key nobody knows. */
  isForging: boolean;
  readonly close: () => Promise<void>;
}

interface Granted extends SignedIn {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string | null;
}

export const openProvider = async (): Promise<TestProvider> => {
  const [key, stranger] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'provider-key', alg: 'ES256', use: 'sig' };
  const codes = new Map<string, Granted>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: TestProvider = {
    issuer,
    claims: {},
    isForging: false,
    signIn: (departure, who) => {
      const { searchParams: asked } = new URL(departure);
      const code = randomUUID();
      codes.set(code, { ...who, nonce: asked.get('nonce'), challenge: challengeIn(asked), redirectUri: asked.get('redirect_uri') });
      const back = new URL(asked.get('redirect_uri') ?? '');
      for (const [name, value] of Object.entries({ code, state: asked.get('state') ?? '', iss: issuer }))
        back.searchParams.set(name, value);
      return `${back.pathname}${back.search}`;
    },
    close: () => closed(server),
  };

  const idToken = ({ subject, account, factor, nonce }: Granted): Promise<string> => {
    const issuedAt = Math.floor(Date.now() / 1000);
    const said = { ...(nonce === null ? {} : { nonce }), ...(factor === null ? {} : { acr: factor }), preferred_username: account };
    const claims = {
      iss: issuer,
      aud: PROVIDER_CLIENT.clientId,
      sub: subject,
      iat: issuedAt,
      exp: issuedAt + 300,
      ...said,
      ...provider.claims,
    };
    const header = { alg: 'ES256', kid: 'provider-key' };
    return new SignJWT(claims).setProtectedHeader(header).sign(provider.isForging ? stranger.privateKey : key.privateKey);
  };

  const token = async (request: IncomingMessage): Promise<Reply> => {
    const form = new URLSearchParams(await textOf(request));
    const granted = codes.get(form.get('code') ?? '');
    // A code is good once.
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood = granted?.challenge === challenge && granted.redirectUri === form.get('redirect_uri') && isOurs(request, form);
    if (granted === undefined || !isGood) return { status: 400, body: { error: 'invalid_grant' } };
    return { status: 200, body: { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: await idToken(granted) } };
  };

  const replyTo = async (request: IncomingMessage): Promise<Reply> => {
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return { status: 200, body: discoveryOf(issuer) };
      case '/keys':
        return { status: 200, body: { keys: [jwk] } };
      case '/token':
        return token(request);
      default:
        return { status: 404, body: {} };
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await replyTo(request);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
  };
  return provider;
};

interface Reply {
  readonly status: number;
  readonly body: object;
}

const challengeIn = (asked: URLSearchParams): string | null =>
  asked.get('code_challenge_method') === 'S256' ? asked.get('code_challenge') : null;

const isOurs = (request: IncomingMessage, form: URLSearchParams): boolean => {
  const { clientId, clientSecret } = PROVIDER_CLIENT;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  return request.headers.authorization === basic || (form.get('client_id') === clientId && form.get('client_secret') === clientSecret);
};

const discoveryOf = (issuer: string): object => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  authorization_response_iss_parameter_supported: true,
});

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const closed = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};
