/** The federation's identity provider: OpenID Connect, authorisation code with PKCE, a second factor where it offers one. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { Fault } from '../../faults.ts';

export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Authentication context that stands for a second factor; null: the provider offers none. */
  readonly secondFactor: string | null;
  /** Where operators reach us. */
  readonly publicUrl: string;
}

export interface Departure {
  /** At the provider. */
  readonly url: URL;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Identified {
  readonly issuer: string;
  readonly subject: string;
  /** The account's name. */
  readonly name: string;
}

export interface IdentityProvider {
  readonly depart: () => Promise<Departure>;
  /** Throws `denied` where the provider says no, or the second factor is missing. */
  readonly arrive: (query: string, expected: Pick<Departure, 'state' | 'nonce' | 'verifier'>) => Promise<Identified>;
}

const RETURN_PATH = '/sign-in/return';

export const identityProvider = (settings: ProviderSettings): IdentityProvider => {
  let known: Promise<Configuration> | null = null;
  const configuration = (): Promise<Configuration> => {
    known ??= discover(settings).catch((cause: unknown) => {
      // The next operator asks again.
      known = null;
      throw unreachable(cause);
    });
    return known;
  };
  const redirect_uri = new URL(RETURN_PATH, settings.publicUrl).href;
  return {
    depart: async () => {
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri,
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(settings.secondFactor !== null && { acr_values: settings.secondFactor }),
      });
      return { url, state, nonce, verifier };
    },
    arrive: async (query, { state, nonce, verifier }) => {
      const config = await configuration();
      const here = new URL(`${redirect_uri}?${query}`);
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const claims = (await authorizationCodeGrant(config, here, checks).catch(refused)).claims();
      if (claims === undefined) throw refusedBy(null);
      if (settings.secondFactor !== null && claims['acr'] !== settings.secondFactor) throw secondFactorMissing();
      const account = claims['preferred_username'];
      return {
        issuer: claims.iss,
        subject: claims.sub,
        name: typeof account === 'string' ? account.slice(0, 100) : claims.sub.slice(0, 100),
      };
    },
  };
};

const discover = ({ issuer, clientId, clientSecret }: ProviderSettings): Promise<Configuration> =>
  discovery(new URL(issuer), clientId, clientSecret, undefined, {
    // The ID token's signature is checked besides where it came from. A provider on this machine needs no certificate; one elsewhere must have one.
    execute: [enableNonRepudiationChecks, ...(new URL(issuer).hostname === '127.0.0.1' ? [allowInsecureRequests] : [])],
  });

const refused = (thrown: unknown): never => {
  if (thrown instanceof ClientError || thrown instanceof ResponseBodyError || isAuthorizationRefusal(thrown)) throw refusedBy(thrown);
  throw unreachable(thrown);
};
const isAuthorizationRefusal = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AuthorizationResponseError';

const refusedBy = (cause: unknown): Fault =>
  new Fault('denied', {
    code: 'sign-in-refused',
    detail: 'The identity provider did not confirm this sign-in; begin again at /sign-in.',
    cause,
  });
const secondFactorMissing = (): Fault =>
  new Fault('denied', { code: 'second-factor-missing', detail: 'Sign in with your second factor; begin again at /sign-in.' });
const unreachable = (cause: unknown): Fault =>
  new Fault('busy', {
    code: 'identity-provider-unreachable',
    detail: 'The identity provider does not answer; try again, or check HUZHENG_OIDC_ISSUER.',
    cause,
  });
