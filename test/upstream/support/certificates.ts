/** A private certificate authority made on the spot (X.509 in DER by hand: neither Node nor every machine has a tool for it). */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface PrivateAuthority extends Certificate {
  readonly caPem: string;
}

const DAY_MS = 86_400_000;
const COMMON_NAME = [0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13];
const ALTERNATIVE_NAMES = [0x55, 0x1d, 0x11];
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

const tagged = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const sequence = (...contents: readonly Uint8Array[]): Buffer => tagged(0x30, ...contents);
const oid = (bytes: readonly number[]): Buffer => tagged(0x06, Buffer.from(bytes));
const integer = (value: number): Buffer => tagged(0x02, Buffer.from([value]));
const time = (at: number): Buffer => tagged(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));
const name = (common: string): Buffer => sequence(tagged(0x31, sequence(oid(COMMON_NAME), tagged(0x0c, Buffer.from(common)))));
const extension = (id: readonly number[], value: Buffer): Buffer => sequence(oid(id), tagged(0x04, value));

interface Request {
  readonly serial: number;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extension: Buffer;
}

/** Signed by the authority; valid a day back and a day ahead. */
const certified = (issuerKey: KeyObject, { serial, subject, publicKey, extension: own }: Request): string => {
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const validity = sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS));
  const version3 = tagged(0xa0, integer(2));
  const body = sequence(
    version3,
    integer(serial),
    algorithm,
    name('Test City CA'),
    validity,
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(own)),
  );
  const signature = createSign('sha256').update(body).sign(issuerKey);
  const whole = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
};

/** The authority, and a certificate of its making for 127.0.0.1. */
export const privateAuthority = (): PrivateAuthority => {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = extension(BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.from([0xff]))));
  const localhost = extension(ALTERNATIVE_NAMES, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1]))));
  return {
    caPem: certified(authority.privateKey, { serial: 1, subject: 'Test City CA', publicKey: authority.publicKey, extension: isAuthority }),
    cert: certified(authority.privateKey, { serial: 2, subject: 'gateway.test', publicKey: server.publicKey, extension: localhost }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
