import { expect, test } from 'vitest';
import { signatureOf, signedHeaders } from '../../../connectors/social-security/sign.ts';

const INPUT = { clientId: 'client-1', key: 'test-secret', timestamp: 1_700_000_000_000, nonce: 'n0nce' } as const;

test('the signature of the interface document comes out exactly', () => {
  expect(signatureOf(INPUT)).toBe('wC83aWAPNxMuUp53DW4l0tH1wVMQOH9VuqpcQEmZkNk=');
});

test('a call carries client, time, nonce and signature, and never the key', () => {
  expect(signedHeaders(INPUT)).toEqual({
    'X-Client-Id': 'client-1',
    'X-Timestamp': '1700000000000',
    'X-Nonce': 'n0nce',
    'X-Signature': 'wC83aWAPNxMuUp53DW4l0tH1wVMQOH9VuqpcQEmZkNk=',
  });
});
