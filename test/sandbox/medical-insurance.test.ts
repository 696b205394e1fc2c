import { sm2 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { storyOf } from '../../src/sandbox/city/people.ts';
import { canonical, encrypt, seal, sectionKey, signingText, unseal } from '../../src/sandbox/medical-insurance/national-cryptography.ts';
import { placeOf, psnNoOf } from '../../src/sandbox/medical-insurance/persons.ts';
import { sign } from '../../src/sandbox/medical-insurance/signature.ts';
import { AidSystemClient, asList, asObject, type Json, MedicalInsuranceClient, plainIdNumber } from './client.ts';
import { DATE, sandboxes, testClock } from './running.ts';

const start = sandboxes();
const HOME = '440300';

/** A client, and the people of a sandbox who are insured at home, as 1101B has them. */
const atHome = async (members = 200) => {
  const sandbox = await start({ members });
  const client = new MedicalInsuranceClient(sandbox);
  const roster = (await new AidSystemClient(sandbox).readRoster()).slice(0, 200);
  const { list } = await client.ask('1101B', { list: roster.map(({ idNumber, name }) => ({ certno: idNumber, psn_name: name })) });
  const found = asList(list).filter(({ baseinfo, certno }) => baseinfo !== undefined && typeof certno === 'string');
  const home = found.filter(
    ({ insuinfo }) => asList(insuinfo).length > 0 && asList(insuinfo).every((cover) => cover['insuplc_admdvs'] === HOME),
  );
  const psnNos = home.map(({ baseinfo }) => String(asObject(baseinfo)['psn_no']));
  return { sandbox, client, roster, list: asList(list), found, home, psnNos };
};

const year = (psnNos: readonly string[], changed: Json = {}): Json => ({
  psn_no_list: psnNos,
  begndate: '2025-03-14',
  enddate: '2026-03-13',
  page_num: 1,
  page_size: 500,
  ...changed,
});

describe('sign-in', () => {
  test('the vector of interfaces.md holds', () => {
    expect(sign({ timestamp: '1700000000', token: 'TEST_TOKEN_0001', nonce: '18bcfe56800-abc123' })).toBe(
      '87f227ccb635bf2373704127ac678d38085e4487f2003ae7f0402db929509b6e',
    );
  });

  test.each([
    { headers: { 'x-tif-paasid': 'somebody' }, rule: 'unknown-client' },
    { headers: { 'x-tif-signature': '00' }, rule: 'wrong-signature' },
    { headers: { 'x-tif-timestamp': '1700000000' }, rule: 'clock-skew' },
  ])('$rule is HTTP 401 with errcode and errmsg', async ({ headers, rule }) => {
    const sandbox = await start();
    const client = new MedicalInsuranceClient(sandbox);
    const { status, body } = await client.post('9001', client.envelope('9001', {}), client.headers(headers));
    expect([status, Object.keys(body)]).toEqual([401, ['errcode', 'errmsg']]);
    expect(sandbox.violations()).toMatchObject([{ rule }]);
  });

  test('a nonce is good once within five minutes', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const client = new MedicalInsuranceClient({ ...sandbox, now: clock.now });
    const call = async () => (await client.post('9001', client.envelope('9001', {}), client.headers({ 'x-tif-nonce': 'abc' }))).status;
    expect([await call(), await call()]).toEqual([200, 401]);
    clock.advance(301_000);
    expect(await call()).toBe(200);
  });

  test('the 21st call within a second is HTTP 429, with Retry-After as seconds or as a date', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const client = new MedicalInsuranceClient({ ...sandbox, now: clock.now });
    const call = () => client.post('9001', client.envelope('9001', { signIn: { opter_no: '01', mac: '-', ip: '127.0.0.1' } }));
    const replies = [];
    while (replies.length < 24) replies.push(await call());
    expect(replies.map(({ status }) => status)).toEqual([...Array(20).fill(200), ...Array(4).fill(429)]);
    const waits = replies.slice(20).map(({ headers }) => String(headers.get('retry-after')));
    expect(waits.filter((wait) => wait === '1').length).toBe(2);
    expect(waits.filter((wait) => wait.endsWith('GMT')).length).toBe(2);
    clock.advance(500);
    expect((await call()).status).toBe(200);
    expect(sandbox.violations()).toMatchObject([{ rule: 'over-quota', times: 4 }]);
  });

  test('without the day’s sign-in every transaction answers 未签到; once a caller forgets it, that is noted', async () => {
    const sandbox = await start();
    const client = new MedicalInsuranceClient(sandbox);
    const unknown = await client.post('1901', client.envelope('1901', { data: { type: 'insutype' } }, { sign_no: '2026031400' }));
    expect(unknown.body['err_msg']).toContain('未签到');
    expect(sandbox.violations()).toEqual([]);
    const none = await client.post('1901', client.envelope('1901', { data: { type: 'insutype' } }, { sign_no: '' }));
    expect([Number(none.body['infcode']), none.body['err_msg']]).toEqual([-1, expect.stringContaining('未签到')]);
    expect(sandbox.violations()).toMatchObject([{ rule: 'sign-no-missing' }]);
  });

  test('a sign-in runs out in the middle of a run and with the day; several may be valid', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const [one, other] = [0, 1].map(() => new MedicalInsuranceClient({ ...sandbox, now: clock.now }));
    const refused: number[] = [];
    for (let call = 0; call < 45; call += 1) {
      clock.advance(1000);
      const { body } = (await one?.call('1901', { type: 'insutype', admdvs: HOME })) ?? {};
      if (String(body?.['err_msg']).includes('未签到')) refused.push(call);
    }
    expect(refused).toEqual([40, 41, 42, 43, 44]);
    await other?.signIn();
    expect(Number((await other?.call('1901', { type: 'insutype', admdvs: HOME }))?.body['infcode'])).toBe(0);
    clock.advance(86_400_000);
    expect((await other?.call('1901', { type: 'insutype', admdvs: HOME }))?.body['err_msg']).toContain('未签到');
  });
});

describe('the envelope', () => {
  test.each([
    { changed: { infver: '' }, field: 'infver' },
    { changed: { mdtrtarea_admvs: undefined, mdtrtarea_admdvs: HOME }, field: 'mdtrtarea_admvs' },
    { changed: { opter_name: '名'.repeat(51) }, field: 'opter_name' },
    { changed: { msgid: 'H4403009999912345' }, field: 'msgid' },
    { changed: { inf_time: '20260314' }, field: 'inf_time' },
    { changed: { fixmedins_code: 'H00000000000' }, field: 'fixmedins_code' },
    { changed: { infno: '5203B' }, field: 'infno' },
    { changed: { input: '{}' }, field: 'input' },
  ])('an envelope whose $field is wrong is refused by name, and noted', async ({ changed, field }) => {
    const sandbox = await start();
    const client = new MedicalInsuranceClient(sandbox);
    const { status, body } = await client.post('1901', client.envelope('1901', { data: {} }, changed));
    expect([status, Number(body['infcode'])]).toEqual([200, -1]);
    expect(body['err_msg']).toContain(field);
    expect(sandbox.violations()).toMatchObject([{ rule: 'envelope' }]);
  });

  test('an answer carries infcode as number or text, and a time of 17 digits', async () => {
    const { client, roster } = await atHome();
    const codes = new Set<unknown>();
    for (const { idNumber, name } of roster.slice(0, 12)) {
      const data = { mdtrt_cert_type: '02', mdtrt_cert_no: idNumber, psn_cert_type: '01', certno: idNumber, psn_name: name };
      const { body } = await client.call('1101', data);
      codes.add(typeof body['infcode']);
      expect(body['refmsg_time']).toMatch(/^\d{17}$/);
      expect(body['inf_refmsgid']).toMatch(/^\d{30}$/);
    }
    expect(codes).toEqual(new Set(['number', 'string']));
  });
});

describe('transactions', () => {
  test('the dictionary labels identities and kinds of document, and keeps labels that no longer hold', async () => {
    const client = new MedicalInsuranceClient(await start());
    const { list } = await client.ask('1901', { type: 'psn_idet_type', admdvs: HOME, date: `${DATE} 00:00:00` });
    const labels = Object.fromEntries(
      asList(list)
        .filter(({ valiFlag }) => valiFlag === '1')
        .map(({ value, label }) => [value, label]),
    );
    expect(labels).toMatchObject({ 7019: '低保', 7131: '特困', 7201: '低保边缘', 7206: '刚性支出困难' });
    expect(asList(list).some(({ valiFlag }) => valiFlag === '0')).toBe(true);
    const documents = asList((await client.ask('1901', { type: 'psn_cert_type', admdvs: HOME }))['list']);
    expect(documents.find(({ value }) => value === '08')).toMatchObject({ label: '港澳台居民居住证' });
  });

  test('a batch answers in another order, leaves some unknown people out and refuses others', async () => {
    const { list, roster, found } = await atHome();
    const asked = roster.map(({ idNumber }) => plainIdNumber(idNumber));
    const answered = found.map(({ certno }) => plainIdNumber(certno));
    expect(new Set(answered).difference(new Set(asked))).toEqual(new Set());
    expect(answered).not.toEqual(asked.filter((idNumber) => answered.includes(idNumber)));
    expect(found.length).toBeGreaterThan(185);
    expect(list.filter(({ infcode }) => Number(infcode) === -1).every(({ err_msg }) => String(err_msg).includes('未查询到'))).toBe(true);
  });

  test('a list of one may arrive as the object itself', async () => {
    const { found } = await atHome();
    const shapes = new Set(found.map(({ insuinfo }) => (Array.isArray(insuinfo) ? 'list' : 'object')));
    expect(shapes).toEqual(new Set(['list', 'object']));
  });

  test('one person answers as the batch does, whatever name was asked; an unknown one is not found', async () => {
    const { client, found } = await atHome();
    const { certno, baseinfo, insuinfo, idetinfo } = found[0] ?? {};
    const data = { mdtrt_cert_type: '02', mdtrt_cert_no: certno, psn_cert_type: '01', certno, psn_name: '某某' };
    expect(await client.ask('1101', data)).toEqual({ baseinfo, insuinfo, idetinfo });
    const nobody = '440305199001010018';
    await expect(client.ask('1101', { ...data, certno: nobody, mdtrt_cert_no: nobody })).rejects.toThrow('未查询到');
  });

  test('a document of another kind needs the code the dictionary gives it', async () => {
    const sandbox = await start({ members: 1500 });
    const client = new MedicalInsuranceClient(sandbox);
    const [permit] = (await new AidSystemClient(sandbox).readRoster()).filter(({ idType }) => idType === 'hmt-residence-permit');
    const data = { mdtrt_cert_type: '02', mdtrt_cert_no: permit?.['idNumber'], certno: permit?.['idNumber'], psn_name: permit?.['name'] };
    await expect(client.ask('1101', { ...data, psn_cert_type: '01' })).rejects.toThrow('未查询到');
    expect(sandbox.violations()).toMatchObject([{ rule: 'wrong-psn-cert-type' }]);
    const { baseinfo } = await client.ask('1101', { ...data, psn_cert_type: '08' });
    expect(asObject(baseinfo)['psn_cert_type']).toBe('08');
  });

  test.each([
    { changed: { insuplc_admdvs: '' }, rule: 'place-missing' },
    { changed: { insuplc_admdvs: '440100' }, rule: 'wrong-place' },
  ])('a call with psn_no_list is refused: $rule', async ({ changed, rule }) => {
    const { client, sandbox, psnNos } = await atHome();
    await expect(client.ask('5203B', year(psnNos), changed)).rejects.toThrow('insuplc_admdvs');
    expect(sandbox.violations()).toMatchObject([{ rule }]);
  });

  test.each([
    { infno: '1101B', data: { list: Array.from({ length: 201 }, () => ({ certno: '1', psn_name: '1' })) }, rule: 'batch-too-large' },
    { infno: '5203B', data: year(Array.from({ length: 201 }, () => '1')), rule: 'batch-too-large' },
    { infno: '5203B', data: year(['44030000000000000001'], { page_size: 501 }), rule: 'page-too-large' },
    { infno: '5301B', data: { psn_no_list: Array.from({ length: 201 }, () => '1') }, rule: 'batch-too-large' },
  ])('$infno refuses more than interfaces.md allows: $rule', async ({ infno, data, rule }) => {
    const sandbox = await start();
    const client = new MedicalInsuranceClient(sandbox);
    await expect(client.ask(infno, data, { insuplc_admdvs: HOME })).rejects.toThrow('不得');
    expect(sandbox.violations()).toMatchObject([{ rule }]);
  });

  test('settlements of a window come by setl_time, page by page, and total counts them all', async () => {
    const { client, psnNos } = await atHome();
    const place = { insuplc_admdvs: HOME };
    const whole = await client.ask('5203B', year(psnNos), place);
    const rows = asList(whole['setlinfo']);
    const paged: Json[] = [];
    for (let page = 1; paged.length < Number(whole['total']); page += 1) {
      const output = await client.ask('5203B', year(psnNos, { page_num: page, page_size: 60 }), place);
      paged.push(...asList(output['setlinfo']));
      expect(output['total']).toBe(whole['total']);
    }
    expect(paged).toEqual(rows);
    expect(whole['total']).toBe(rows.length);
    const order = rows.map(({ setl_time, setl_id }) => `${String(setl_time)} ${String(setl_id)}`);
    expect(order).toEqual([...order].sort());
    expect(order.every((moment) => moment >= '2025-03-14' && moment < '2026-03-14')).toBe(true);
  });

  test('both ends of the window are included', async () => {
    const { client, psnNos } = await atHome();
    const [first] = asList((await client.ask('5203B', year(psnNos), { insuplc_admdvs: HOME }))['setlinfo']);
    const day = String(first?.['setl_time']).slice(0, 10);
    const { setlinfo } = await client.ask('5203B', year(psnNos, { begndate: day, enddate: day }), { insuplc_admdvs: HOME });
    expect(asList(setlinfo)[0]).toEqual(first);
  });

  test('a reversal names the settlement it reverses; its amounts may have either sign', async () => {
    const options = { members: 4000, seed: 7, date: DATE };
    const city = buildCity(options);
    const ill = city.members.filter((person) => storyOf(person) === 'ill' && placeOf(city, person) === HOME).slice(0, 200);
    const client = new MedicalInsuranceClient(await start(options));
    const { setlinfo } = await client.ask('5203B', year(ill.map(psnNoOf)), { insuplc_admdvs: HOME });
    const rows = asList(setlinfo);
    const reversals = rows.filter(({ refd_setl_flag }) => Number(refd_setl_flag) === 1);
    const reversed = reversals.map(({ medins_setl_id }) => rows.find(({ setl_id }) => setl_id === medins_setl_id));
    expect(reversals.length).toBeGreaterThan(4);
    expect(reversed.every((row) => row !== undefined && Number(row['refd_setl_flag']) === 0)).toBe(true);
    expect(new Set(reversals.map(({ psn_pay }) => Math.sign(Number(psn_pay))))).toEqual(new Set([1, -1]));
  });
});

describe('national cryptography', () => {
  const appId = 'TESTAPPID0000001TESTAPPID0000001';
  const appSecret = 'TESTSECRET00000000000000000000001';
  const data = { certno: '11010519491231002X', psnCertType: '01', psnName: '测试' };
  const privateKey = '1'.repeat(64);
  const publicKey = sm2.getPublicKeyFromPrivateKey(privateKey);
  const keys = { appId, appSecret, ownPrivateKey: privateKey, peerPublicKey: publicKey };

  test('the vectors of domain.md §2.6 hold', () => {
    expect(sectionKey(keys)).toBe('6057831F8717202D');
    expect(encrypt(keys, JSON.stringify(data))).toBe(
      'ED6F508D837F1F55021F654C307A9943BAC5CDAF281DC457561E75793220030A52989394D81423DF9C76E83B53F0E76841B35B72EBA366C69226FF9D486F21F9AA8AD154F01F8320BC34E3830C36DFFC',
    );
    expect(publicKey.slice(0, 20)).toBe('04852611f744af045689');
    const envelope = {
      appId,
      encType: 'SM4',
      signType: 'SM2',
      timestamp: 1_700_000_000_000,
      version: '2.0.1',
      signData: 'x',
      encData: 'y',
      extra: 'z',
    };
    const text = signingText(envelope, data, appSecret);
    expect(text).toBe(
      `appId=${appId}&data={"certno":"11010519491231002X","psnCertType":"01","psnName":"测试"}&encType=SM4&signType=SM2&timestamp=1700000000000&version=2.0.1&key=${appSecret}`,
    );
    const signature = Buffer.from(
      'dzJnsuOEJlI+5wsiXCxpYFjDx2n5iSqgHlo2SN8bn+xpMW5DCjONBAjx/Ocq7SEWIV1Y/0s5n81+iYuJ2QEWgQ==',
      'base64',
    ).toString('hex');
    expect(sm2.doVerifySignature(text, signature, publicKey, { hash: true })).toBe(true);
  });

  test('keys are sorted and empty values left out at every depth', () => {
    expect(JSON.stringify(canonical({ b: [{ z: '', y: 0 }], a: { d: null, c: false }, e: undefined }))).toBe(
      '{"a":{"c":false},"b":[{"y":0}]}',
    );
  });

  test('what was sealed is unsealed; a changed text, key or signature is not', () => {
    const sealed = seal(data, keys, '1700000000000');
    expect(unseal(sealed, keys)).toEqual(data);
    expect(unseal({ ...sealed, timestamp: '1700000000001' }, keys)).toContain('验签失败');
    expect(unseal({ ...sealed, encData: '00' }, keys)).toContain('解密失败');
    expect(unseal(sealed, { ...keys, appSecret: 'another secret' })).toMatch(/失败/);
  });

  test('a deployment with it answers in kind, and refuses bodies in clear', async () => {
    const sandbox = await start({ crypto: 'sm' });
    const { environment } = sandbox;
    const client = new MedicalInsuranceClient(sandbox);
    const own = {
      appId: environment['MEDICAL_INSURANCE_APP_ID'] ?? '',
      appSecret: environment['MEDICAL_INSURANCE_APP_SECRET'] ?? '',
      ownPrivateKey: environment['MEDICAL_INSURANCE_SM2_PRIVATE_KEY'] ?? '',
      peerPublicKey: environment['MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY'] ?? '',
    };
    const envelope = client.envelope('9001', { signIn: { opter_no: '01', mac: '-', ip: '127.0.0.1' } });
    const { status, body } = await client.post('9001', seal(envelope, own, String(Date.now())));
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: '2.0.1', encType: 'SM4', signType: 'SM2' });
    expect(unseal(body, own)).toMatchObject({ output: { signinoutb: { sign_no: expect.any(String) } } });
    expect((await client.post('9001', envelope)).status).toBe(401);
  });
});
