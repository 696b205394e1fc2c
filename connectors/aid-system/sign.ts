/** Sign-in by `client_secret_basic` (RFC 6749 §2.3.1): id and secret are form-url-encoded first, so that a colon or a 中文 secret survives. Pure. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export const basicAuthorization = ({ clientId, clientSecret }: ClientCredentials): string =>
  `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`;

export const bearerAuthorization = (token: string): string => `Bearer ${token}`;

/** `application/x-www-form-urlencoded` of one value (RFC 6749, Appendix B); a space as `%20`, which servers that only undo percent signs read too. */
const formEncoded = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1).replaceAll('+', '%20');
