import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sm2 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import { createSeal, encrypted, type SmSettings, secretKeyOf } from '../../../connectors/medical-insurance/crypto.ts';
import { signingText } from '../../../connectors/medical-insurance/signing-text.ts';
import { breachesOf } from './contract.ts';

const APP = { appId: 'TESTAPPID0000001TESTAPPID0000001', appSecret: 'TESTSECRET00000000000000000000001' };
const keyPair = (privateKey: string) => ({ privateKey, publicKey: sm2.getPublicKeyFromPrivateKey(privateKey) });
/** That of the vectors. */
const OURS = keyPair('1'.repeat(64));
const CLEAR = { certno: '11010519491231002X', psnCertType: '01', psnName: '测试' };
const CLEAR_TEXT = JSON.stringify(CLEAR);
const HEAD = { appId: APP.appId, version: '2.0.1', timestamp: '1700000000000', encType: 'SM4', signType: 'SM2' };
const SIGNATURE = 'dzJnsuOEJlI+5wsiXCxpYFjDx2n5iSqgHlo2SN8bn+xpMW5DCjONBAjx/Ocq7SEWIV1Y/0s5n81+iYuJ2QEWgQ==';

describe('the vectors of domain.md §2.6', () => {
  test('SM4 key', () => {
    expect(secretKeyOf(APP)).toBe('6057831F8717202D');
  });

  test('SM4 cipher text', () => {
    expect(encrypted('6057831F8717202D', CLEAR_TEXT)).toBe(
      'ED6F508D837F1F55021F654C307A9943BAC5CDAF281DC457561E75793220030A52989394D81423DF9C76E83B53F0E76841B35B72EBA366C69226FF9D486F21F9AA8AD154F01F8320BC34E3830C36DFFC',
    );
  });

  test('text to sign, whatever the order of its fields', () => {
    const text = signingText(
      { signData: 'x', data: { psnName: '测试', psnCertType: '01', certno: '11010519491231002X' }, extra: 'x', encData: 'x', ...HEAD },
      APP.appSecret,
    );
    expect(createHash('sm3').update(text).digest('hex')).toBe('d3d16eb299333f6e2c97c63306095e21011b70117ae006df6b36d8cec7ed03fc');
  });

  test('SM2 public key', () => {
    expect(OURS.publicKey).toBe(
      '04852611f744af045689dcfbf4c0437730d2d2de332ab7f0fc02769c5fab8a89437d9384f19ab882ed668a28936db92475aa79aef8690ee36f6fb77c69b9b571f8',
    );
  });

  test('SM2 signature', () => {
    const seal = createSeal({ ...APP, sm2PrivateKey: OURS.privateKey, sm2PeerPublicKey: OURS.publicKey });
    expect(seal.open({ ...HEAD, encData: encrypted('6057831F8717202D', CLEAR_TEXT), signData: SIGNATURE })).toEqual({
      ok: true,
      body: CLEAR,
    });
  });
});

const THEIRS = keyPair('2'.repeat(64));
const ours: SmSettings = { ...APP, sm2PrivateKey: OURS.privateKey, sm2PeerPublicKey: THEIRS.publicKey };
const theirs: SmSettings = { ...APP, sm2PrivateKey: THEIRS.privateKey, sm2PeerPublicKey: OURS.publicKey };
const AT = 1_700_000_000_000;

const opened = (settings: SmSettings, text: string) => createSeal(settings).open(JSON.parse(text));
const changed = (text: string, change: Record<string, unknown>): string => JSON.stringify({ ...JSON.parse(text), ...change });

/** A message whose clear body was written and signed by the peer exactly so. */
const written = (data: string, head: Record<string, unknown> = HEAD): Record<string, unknown> => {
  const signature = sm2.doSignature(signingText({ ...head, data }, APP.appSecret), THEIRS.privateKey, { hash: true });
  return { ...head, encData: encrypted(secretKeyOf(APP), data), signData: Buffer.from(signature, 'hex').toString('base64') };
};

describe('a sealed message', () => {
  test('what we seal they open, and what they seal we open', () => {
    const body = { infcode: 0, output: { list: [{ b: '2', a: 1.5 }] } };
    expect(opened(theirs, createSeal(ours).close(body, AT))).toEqual({ ok: true, body });
    expect(opened(ours, createSeal(theirs).close(body, AT))).toEqual({ ok: true, body });
  });

  test('keeps to the contract and shows nothing of the body', () => {
    const text = createSeal(ours).close(CLEAR, AT);
    expect(breachesOf('SealedMessage', JSON.parse(text))).toEqual([]);
    expect(text).not.toContain('11010519491231002X');
  });

  test('leaves out what is empty, at every depth', () => {
    const text = createSeal(ours).close(
      { infno: '1101', sign_no: '', input: { data: { certno: '1', card_sn: null, list: [{ a: '', b: 0 }] } } },
      AT,
    );
    expect(opened(theirs, text)).toEqual({ ok: true, body: { infno: '1101', input: { data: { certno: '1', list: [{ b: 0 }] } } } });
  });

  test('any body survives both ways, but for what is empty', () => {
    const [seal, peer] = [createSeal(ours), createSeal(theirs)];
    const stated = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(stated, fc.array(stated), fc.dictionary(fc.string(), stated))), (body) => {
        expect(peer.open(JSON.parse(seal.close(body, AT)))).toEqual({ ok: true, body });
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['another signature', { signData: Buffer.alloc(64, 7).toString('base64') }],
    ['a signature out of range', { signData: Buffer.alloc(64, 0xff).toString('base64') }],
    ['half a signature', { signData: Buffer.alloc(32, 7).toString('base64') }],
    ['another time', { timestamp: '1700000000001' }],
    ['a field added', { transType: 'x' }],
    ['another body under the same signature', { encData: encrypted(secretKeyOf(APP), '{"infcode":0}') }],
  ])('with %s is refused', (_, change) => {
    expect(opened(ours, changed(createSeal(theirs).close({ infcode: 0, output: {} }, AT), change))).toEqual({
      ok: false,
      why: 'seal-not-theirs',
    });
  });

  test('may be signed without lists and objects that hold nothing', () => {
    const data = '{"infcode":0,"output":{"amt":5000.00,"idetinfo":[],"insuinfo":[{"emp_name":"","insutype":"310"}],"memo":{"a":[]}}}';
    const signed = written('{"infcode":0,"output":{"amt":5000.00,"insuinfo":[{"insutype":"310"}]}}');
    const sealed = { ...signed, encData: encrypted(secretKeyOf(APP), data) };
    expect(createSeal(ours).open(sealed)).toEqual({ ok: true, body: JSON.parse(data) });
  });

  test('signed by somebody else is refused', () => {
    expect(opened(ours, createSeal(ours).close({ infcode: 0 }, AT))).toEqual({ ok: false, why: 'seal-not-theirs' });
  });

  test('what neither signs nor hides may change', () => {
    expect(opened(ours, changed(createSeal(theirs).close({ infcode: 0 }, AT), { extra: 'anything', message: '' }))).toEqual({
      ok: true,
      body: { infcode: 0 },
    });
  });

  test.each([
    ['cipher text of another key', encrypted('0123456789ABCDEF', '{"infcode":0}')],
    ['no hex', 'zz'],
    ['nothing', ''],
    ['a text that is not JSON', encrypted(secretKeyOf(APP), 'certno=1')],
  ])('with %s cannot be opened', (_, encData) => {
    expect(opened(ours, changed(createSeal(theirs).close({ infcode: 0 }, AT), { encData }))).toEqual({ ok: false, why: 'seal-broken' });
  });

  test.each([
    ['a body in clear', { infcode: 0, output: {} }],
    ['no body', undefined],
    ['a message without its signature', { ...HEAD, encData: 'AB' }],
  ])('%s is refused where messages are to be sealed', (_, body) => {
    expect(createSeal(ours).open(body)).toMatchObject({ ok: false, why: 'not-sealed' });
  });

  test('a refusal of the gateway itself is told with its words', () => {
    expect(createSeal(ours).open({ code: '40001', message: 'appId无效', success: false })).toEqual({
      ok: false,
      why: 'gateway-refused',
      code: '40001',
      message: 'appId无效',
    });
  });

  test.each([
    [
      'with fields of an answer',
      '{"infcode":0}',
      { code: 0, message: '成功', success: true, timestamp: '20231115061320', signType: 'SM2', encType: 'SM4' },
    ],
    ['with its empty fields', '{"err_msg":"","infcode":0,"output":{"list":null}}', HEAD],
    ['unsorted, with amounts as it writes them', '{"infcode":0,"balc":5000.00}', HEAD],
    ['with lower-case names after upper-case ones', '{"B":1,"a":2}', HEAD],
  ])('the peer may sign its body %s', (_, data, head) => {
    expect(createSeal(ours).open(written(data, head))).toEqual({ ok: true, body: JSON.parse(data) });
  });
});

describe('a peer that hides its body in one order and signs it in another', () => {
  /** What is hidden, and what is signed of it. */
  const sealedAs = (hidden: string, signed: string): Record<string, unknown> => ({
    ...written(signed),
    encData: encrypted(secretKeyOf(APP), hidden),
  });

  test.each([
    ['sorted', '{"b":1,"a":{"d":"x","c":2}}', '{"a":{"c":2,"d":"x"},"b":1}'],
    ['sorted, amounts as it writes them', '{"b":5000.00,"a":-0.50}', '{"a":-0.50,"b":5000.00}'],
    [
      'sorted, without what is empty, amounts as it writes them',
      '{"b":34.0,"a":"","c":[{"e":1.50E+3,"d":null}]}',
      '{"b":34.0,"c":[{"e":1.50E+3}]}',
    ],
    [
      'sorted, without what is empty at its top',
      '{"err_msg":"","infcode":0,"output":{"b":"","a":1}}',
      '{"infcode":0,"output":{"a":1,"b":""}}',
    ],
    [
      'sorted, without what is empty at its top, amounts as it writes them',
      '{"err_msg":null,"output":{"b":5000.00,"a":""}}',
      '{"output":{"a":"","b":5000.00}}',
    ],
    ['sorted, amounts as they are read', '{"b":5000.00,"a":""}', '{"b":5000}'],
    ['with texts that look like numbers', '{"b":"12.50","a":"say \\"1.0\\" \\\\"}', '{"a":"say \\"1.0\\" \\\\","b":"12.50"}'],
  ])('%s, is believed', (_, hidden, signed) => {
    expect(createSeal(ours).open(sealedAs(hidden, signed))).toEqual({ ok: true, body: JSON.parse(hidden) });
  });

  test.each([
    ['another amount', '{"b":5000.00}', '{"b":5000.01}'],
    ['a field less that is not empty', '{"a":"x","b":{"c":"","d":1}}', '{"b":{"c":"","d":1}}'],
    ['a text for a number', '{"b":"5000.00"}', '{"b":5000.00}'],
    ['a text that plays a number', '{"b":"\\u00005"}', '{"b":5}'],
  ])('with %s, is not', (_, hidden, signed) => {
    expect(createSeal(ours).open(sealedAs(hidden, signed))).toEqual({ ok: false, why: 'seal-not-theirs' });
  });
});

describe('settings of national cryptography', () => {
  test.each([
    ['an appId too short to make a key of', { appId: 'SHORT' }, 'MEDICAL_INSURANCE_APP_ID'],
    ['no appSecret', { appSecret: '' }, 'MEDICAL_INSURANCE_APP_SECRET'],
    ['a private key that is Base64', { sm2PrivateKey: Buffer.alloc(32, 1).toString('base64') }, 'MEDICAL_INSURANCE_SM2_PRIVATE_KEY'],
    ['a private key of zero', { sm2PrivateKey: '0'.repeat(64) }, 'MEDICAL_INSURANCE_SM2_PRIVATE_KEY'],
    ['a public key beside the curve, without its 04', { sm2PeerPublicKey: '1'.repeat(128) }, 'MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY'],
    ['a public key beside the curve', { sm2PeerPublicKey: `04${'1'.repeat(128)}` }, 'MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY'],
    ['a public key cut off', { sm2PeerPublicKey: '0485' }, 'MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY'],
  ])('%s stops the start and names its variable', (_, wrong, variable) => {
    expect(() => createSeal({ ...ours, ...wrong })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'crypto-settings', message: expect.stringContaining(variable) }),
    );
  });

  test('name a public key with its 04 or without', () => {
    const shorter = { ...ours, sm2PeerPublicKey: ours.sm2PeerPublicKey.slice(2) };
    expect(opened(shorter, createSeal(theirs).close({ infcode: 0 }, AT))).toEqual({ ok: true, body: { infcode: 0 } });
  });

  test('all faults are told at once, and no key with them', () => {
    const wrong = { appId: 'SHORT', appSecret: '', sm2PrivateKey: 'not-the-key', sm2PeerPublicKey: 'nor-this' };
    expect(() => createSeal(wrong)).toThrow(/^(?!.*(not-the-key|nor-this)).*APP_ID.*APP_SECRET.*PRIVATE_KEY.*PEER_PUBLIC_KEY/);
  });
});
