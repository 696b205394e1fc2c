/** Certificates made for the test that asks for them, and gone with it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A private certificate authority and a certificate it signed for 127.0.0.1, both a day old and a day valid. */
export const privateAuthority = (): Certificate & { readonly caPem: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'huzheng-tls-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...parameters: string[]): void => {
    execFileSync('openssl', parameters, { stdio: 'ignore' });
  };
  const ecKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    openssl('req', '-x509', ...ecKey, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '1', '-subj', '/CN=Test City CA');
    openssl('req', ...ecKey, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=gateway.test');
    writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1');
    openssl(
      'x509',
      '-req',
      '-in',
      at('server.csr'),
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      at('names'),
      '-out',
      at('server.pem'),
    );
    return {
      key: readFileSync(at('server.key'), 'utf8'),
      cert: readFileSync(at('server.pem'), 'utf8'),
      caPem: readFileSync(at('ca.pem'), 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
