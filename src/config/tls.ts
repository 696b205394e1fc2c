/** How the API is reached: the certificate it shows, and whose certificates it demands. */
import type { Settings } from './counterparts.ts';

export interface TlsSettings {
  readonly certificate: string;
  readonly key: string;
  /** Callers must show a certificate of this authority (mutual TLS). */
  readonly clientAuthority: string | null;
}

/** Null: plain HTTP, for loopback or behind something that ends TLS. */
export const tlsOf = ({ file }: Settings): TlsSettings | null => {
  const certificate = file('HUZHENG_TLS_CERTIFICATE');
  const key = file('HUZHENG_TLS_KEY');
  if (certificate === undefined || key === undefined) return null;
  return { certificate, key, clientAuthority: file('HUZHENG_TLS_CLIENT_CA') ?? null };
};

/** Whether browsers reach us over TLS, ours or that of something in front: then cookies travel over nothing else. */
export const isSecure = (settings: Settings): boolean =>
  settings.maybe('HUZHENG_PUBLIC_URL')?.startsWith('https:') ?? tlsOf(settings) !== null;

const LOOPBACK = /^(127\.|localhost$|::1$)/;

/** Said at start: a number and a name in clear on a network are a leak. */
export const openToTheNetwork = (host: string, tls: TlsSettings | null): readonly string[] =>
  tls !== null || LOOPBACK.test(host)
    ? []
    : [`HOST is ${host} and there is no HUZHENG_TLS_CERTIFICATE: let nobody reach it but what ends TLS in front of it.`];
