/**
 * The connections of one counterpart: kept alive, through its proxy, trusting its private certificate authority. A plain-http
 * counterpart is forwarded by the proxy (many refuse CONNECT to port 80), an https one is tunnelled, so that the proxy reads nothing.
 */
import { type ClientRequest, Agent as HttpAgent, type AgentOptions as NodeAgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { AxiosProxyConfig } from 'axios';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { Fault, type FaultDetail } from '../faults.ts';
import type { UpstreamSettings } from './settings.ts';

export interface Connections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpAgent;
  /** For axios: false also keeps it from the process's proxy variables. */
  readonly proxy: AxiosProxyConfig | false;
}

/** `pooled: false` opens one connection a request. */
export const connectionsTo = (
  { baseUrl, proxyUrl, caPem }: Pick<UpstreamSettings, 'baseUrl' | 'proxyUrl' | 'caPem'>,
  options: NodeAgentOptions,
): Connections => {
  const target = parseAddress(baseUrl, {
    code: 'base-url-unreadable',
    detail: 'The base URL is not of the form http(s)://host:port/path.',
  });
  const trust = caPem === undefined ? {} : { ca: caPem };
  const direct = { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent({ ...options, ...trust }) };
  if (proxyUrl === undefined) return { ...direct, proxy: false };
  const proxy = parseAddress(proxyUrl, {
    code: 'proxy-unreadable',
    detail: 'The proxy is not of the form http://user:password@host:port.',
  });
  if (target.protocol === 'http:') return { ...direct, proxy: forwarding(proxy) };
  return { ...direct, httpsAgent: new TunnelAgent(proxy, { ...options, ...trust }), proxy: false };
};

/** Throws `invalid`, without repeating the address: it may hold a password. */
const parseAddress = (address: string, unreadable: FaultDetail): URL => {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Fault('invalid', unreadable);
  return url;
};

const forwarding = ({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig => ({
  protocol,
  host: hostname,
  port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  ...(username !== '' && { auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) } }),
});

/**
 * https-proxy-agent drops two things on the way to the counterpart behind the proxy: the trust (it applies its options to the proxy's own
 * connection only), and the address, where that is a bare IP, so that the certificate would be checked against `localhost`.
 */
class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #trust: { readonly ca?: string };

  constructor(proxy: URL, { ca, ...options }: NodeAgentOptions & { readonly ca?: string }) {
    const trust = ca === undefined ? {} : { ca };
    super(proxy, { ...options, ...trust });
    this.#trust = trust;
  }

  override connect(request: ClientRequest, options: Parameters<HttpsProxyAgent<string>['connect']>[1]): Promise<Socket> {
    const { host } = options;
    const identity =
      host && isIP(host)
        ? { checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate) }
        : {};
    return super.connect(request, { ...options, ...this.#trust, ...identity });
  }
}
