import { expect, test } from 'vitest';
import { signatureOf, signedHeaders } from '../../../connectors/medical-insurance/sign.ts';

const input = { paasid: 'test_paas', token: 'TEST_TOKEN_0001', at: 1_700_000_000_000, nonce: '18bcfe56800-abc123' };

test('the signature is that of the interface document', () => {
  expect(signatureOf(input)).toBe('87f227ccb635bf2373704127ac678d38085e4487f2003ae7f0402db929509b6e');
});

test('the timestamp signed and sent is whole seconds', () => {
  expect(signedHeaders({ ...input, at: 1_700_000_000_999 })).toEqual({
    'x-tif-paasid': 'test_paas',
    'x-tif-timestamp': '1700000000',
    'x-tif-nonce': '18bcfe56800-abc123',
    'x-tif-signature': '87f227ccb635bf2373704127ac678d38085e4487f2003ae7f0402db929509b6e',
  });
});
