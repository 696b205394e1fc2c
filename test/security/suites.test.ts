import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { sm2 } from 'sm-crypto-v2';
import { describe, expect, it } from 'vitest';
import { requireNationalAlgorithms } from '../../src/security/sm-suite.ts';
import { SUITES, suiteFor } from '../../src/security/suites.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const sm = SUITES.sm;

describe('national algorithms agree with their published vectors:', () => {
  it.each([
    { given: 'abc', want: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0' },
    { given: 'abcd'.repeat(16), want: 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732' },
  ])('SM3 of "$given" (GB/T 32905, appendix A)', ({ given, want }) => {
    expect(sm.hash(Buffer.from(given)).toString('hex')).toBe(want);
    expect(sm.hash(...[...given].map((letter) => Buffer.from(letter))).toString('hex')).toBe(want);
  });

  it('SM3 of a text of the medical-insurance interface', () => {
    const text =
      'appId=TESTAPPID0000001TESTAPPID0000001&data={"certno":"11010519491231002X","psnCertType":"01","psnName":"测试"}&encType=SM4&signType=SM2&timestamp=1700000000000&version=2.0.1&key=TESTSECRET00000000000000000000001';
    expect(sm.hash(Buffer.from(text)).toString('hex')).toBe('d3d16eb299333f6e2c97c63306095e21011b70117ae006df6b36d8cec7ed03fc');
    const publicKey =
      '04852611f744af045689dcfbf4c0437730d2d2de332ab7f0fc02769c5fab8a89437d9384f19ab882ed668a28936db92475aa79aef8690ee36f6fb77c69b9b571f8';
    expect(sm.publicKeyOf(bytes('1'.repeat(64))).toString('hex')).toBe(publicKey);
    const signature = Buffer.from('dzJnsuOEJlI+5wsiXCxpYFjDx2n5iSqgHlo2SN8bn+xpMW5DCjONBAjx/Ocq7SEWIV1Y/0s5n81+iYuJ2QEWgQ==', 'base64');
    expect(sm.isSigned(bytes(publicKey), Buffer.from(text), signature)).toBe(true);
  });

  it('HMAC-SM3 (GM/T 0042, appendix D)', () => {
    const key = bytes('0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20');
    expect(sm.macUnder(key)('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'.repeat(2)).toString('hex')).toBe(
      'ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a',
    );
  });

  it('SM4 (GB/T 32907, appendix A), and its counter mode', () => {
    const key = bytes('0123456789abcdeffedcba9876543210');
    const once = createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(key);
    expect(once.toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
    // Counter mode is the block cipher over a counter, added to the text.
    const counter = bytes('000102030405060708090a0b0c0d0e0f');
    const keystream = createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(counter);
    expect(createCipheriv('sm4-ctr', key, counter).update(Buffer.alloc(16))).toEqual(keystream);
  });

  it('SM2 (GM/T 0003.5, appendix A): key and signature', () => {
    const signingKey = bytes('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8');
    const publicKey = sm.publicKeyOf(signingKey);
    expect(publicKey.toString('hex')).toBe(
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    );
    const published = bytes(
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
    );
    expect(sm.isSigned(publicKey, Buffer.from('message digest'), published)).toBe(true);
    expect(sm.isSigned(publicKey, Buffer.from('message digesT'), published)).toBe(false);
  });

  it('key derivation is the construction of RFC 5869 on HMAC-SM3', () => {
    const root = Buffer.alloc(32, 7);
    const extracted = sm.macUnder(Buffer.alloc(32))(root);
    const expanded = sm.macUnder(extracted)(Buffer.concat([Buffer.from('huzheng/vault'), Buffer.of(1)]));
    expect(sm.derive(root, 'vault')).toEqual(expanded);
    expect(sm.derive(root, 'vault', 16)).toEqual(expanded.subarray(0, 16));
  });
});

describe.each(Object.values(SUITES))('signatures under $name', (suite) => {
  it('are verified by whoever has the public key, and by nobody for another text or key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (data, at) => {
        const signingKey = suite.newSigningKey();
        const [publicKey, signature] = [suite.publicKeyOf(signingKey), suite.sign(signingKey, data)];
        expect(suite.isSigned(publicKey, data, signature)).toBe(true);
        const altered = Uint8Array.from(data);
        altered[at % data.length] = (altered[at % data.length] ?? 0) ^ 1;
        expect(suite.isSigned(publicKey, altered, signature)).toBe(false);
        expect(suite.isSigned(suite.publicKeyOf(suite.newSigningKey()), data, signature)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it.each([0, 1, 63, 64, 65])('are none when they are %i bytes of anything', (length) => {
    const publicKey = suite.publicKeyOf(suite.newSigningKey());
    for (const fill of [0, 1, 127, 255]) expect(suite.isSigned(publicKey, Buffer.from('text'), Buffer.alloc(length, fill))).toBe(false);
  });
});

it('SM2 signing keys and public keys have one length, whatever number they are', () => {
  for (let round = 0; round < 300; round += 1) expect(sm.newSigningKey()).toHaveLength(32);
  expect(sm2.getPublicKeyFromPrivateKey(`${'00'.repeat(31)}05`)).toHaveLength(130);
});

describe('HUZHENG_CRYPTO', () => {
  it('chooses the suite that the database was born under', () => {
    expect([suiteFor('standard', 'standard').name, suiteFor('sm', 'sm').name]).toEqual(['standard', 'sm']);
  });

  it('that is not the one of the database is refused in one line that says what to do', () => {
    expect(() => suiteFor('standard', 'sm')).toThrow(
      /born under HUZHENG_CRYPTO=sm .* set to standard\. Set it to sm, or begin with an empty/,
    );
  });

  it.each([
    { given: 'SM3', hashes: ['sha256'], ciphers: ['sm4-ctr'] },
    { given: 'SM4', hashes: ['sm3'], ciphers: ['aes-256-gcm'] },
  ])('sm is refused at start where $given is missing', ({ hashes, ciphers }) => {
    expect(() => requireNationalAlgorithms({ hashes, ciphers })).toThrow(/HUZHENG_CRYPTO is sm, and the OpenSSL of this Node/);
    expect(() => requireNationalAlgorithms()).not.toThrow();
  });
});
