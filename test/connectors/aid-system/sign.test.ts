import { expect, test } from 'vitest';
import { basicAuthorization } from '../../../connectors/aid-system/sign.ts';

const decoded = (authorization: string): string => Buffer.from(authorization.replace('Basic ', ''), 'base64').toString('utf8');

test.each([
  [{ clientId: 'huzheng', clientSecret: 'secret' }, 'huzheng:secret'],
  [{ clientId: 'a:b', clientSecret: 'c d+e%f' }, 'a%3Ab:c%20d%2Be%25f'],
  [{ clientId: '互证', clientSecret: 'ü' }, '%E4%BA%92%E8%AF%81:%C3%BC'],
])('id and secret of %o are form-url-encoded before they are joined (RFC 6749 §2.3.1)', (credentials, want) => {
  expect(decoded(basicAuthorization(credentials))).toBe(want);
});
