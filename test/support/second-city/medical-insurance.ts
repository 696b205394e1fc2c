/** Medical insurance 医保 of the second city (interfaces.md §2): the gateway's sign-in, the day's sign-in, a strict quota, loose types. */
import { digits, epochOf, timeText } from './calendar.ts';
import { envelopeFaults } from './medical-insurance-envelope.ts';
import { Gate, json, SIGNING, SignIns } from './medical-insurance-gate.ts';
import { codeOfPsnNo, DICTIONARIES, HOME, type Insured, insuredOf, registrationsOf, type Settlement } from './medical-insurance-rows.ts';
import { whoIs } from './people.ts';
import { type Call, type Reply, type Served, serve } from './server.ts';
import type { Surroundings } from './surroundings.ts';
import { visit } from './visit.ts';
import { isList, isObject, isText, type Json, type JsonObject, loneAsObject, objectIn } from './wire.ts';

const FIXMEDINS_CODE = 'H44030009999';

const ROWS_A_PAGE = 7;

export interface MedicalInsurance extends Served {
  readonly environment: Readonly<Record<string, string>>;
  settle(settlements: readonly Settlement[]): void;
}

export const startMedicalInsurance = async (surroundings: Surroundings): Promise<MedicalInsurance> => {
  const { ledger } = surroundings;
  const office: Office = { ...surroundings, settlements: [], gate: new Gate(ledger), signIns: new SignIns(ledger) };
  const served = await serve('', (call) => answer(call, office));
  return {
    ...served,
    settle: (settlements) => void office.settlements.push(...settlements),
    environment: {
      MEDICAL_INSURANCE_BASE_URL: served.url,
      ...SIGNING,
      MEDICAL_INSURANCE_FIXMEDINS_CODE: FIXMEDINS_CODE,
      MEDICAL_INSURANCE_FIXMEDINS_NAME: '第二市总工会',
      MEDICAL_INSURANCE_RECER_SYS_CODE: 'SC_UNION',
      MEDICAL_INSURANCE_OPTER_NO: 'op-0007',
      MEDICAL_INSURANCE_OPTER_NAME: '夜间对账',
    },
  };
};

interface Office extends Surroundings {
  readonly settlements: Settlement[];
  readonly gate: Gate;
  readonly signIns: SignIns;
}

const answer = (call: Call, office: Office): Reply => {
  const { ledger } = office;
  const [, infno] = /^\/ebus\/ybxx\/([^/]+)$/.exec(call.path) ?? [];
  if (call.method !== 'POST' || infno === undefined) {
    ledger.breach('medical-insurance', `no such call: ${call.method} ${call.path}`);
    return { status: 404, body: '' };
  }
  const turnedAway = office.gate.refuse(call);
  if (turnedAway !== null) return turnedAway;
  const where = `medical-insurance ${infno}`;
  const envelope = objectIn(call.body) ?? {};
  for (const fault of envelopeFaults(envelope, { infno, fixmedinsCode: FIXMEDINS_CODE })) ledger.breach(where, fault);
  const visited = { ledger, name: where, request: `${where} ${JSON.stringify(envelope['input'])}`, at: call.at };
  return visit(visited, () => transact(infno, envelope, office));
};

const transact = (infno: string, envelope: JsonObject, office: Office): Reply => {
  if (infno === '9001') return success(office.signIns.issue(envelope), office);
  if (!office.signIns.admit(envelope)) return refused('操作员当日未签到，请先签到', office);
  const input = isObject(envelope['input']) ? envelope['input'] : {};
  const data = isObject(input['data']) ? input['data'] : {};
  const transaction = TRANSACTIONS[infno];
  if (transaction === undefined) {
    office.ledger.breach('medical-insurance', `no such transaction: ${infno}`);
    return refused('交易不存在', office);
  }
  const output = transaction({ data, place: envelope['insuplc_admdvs'] }, office);
  return typeof output === 'string' ? refused(output, office) : success(output, office);
};

const referenceOf = (now: number): JsonObject => ({
  inf_refmsgid: `${HOME}${digits(timeText(now))}0000000001`,
  refmsg_time: `${digits(timeText(now))}${String(now % 1000).padStart(3, '0')}`,
  respond_time: null,
  warn_msg: '',
});
/** A number and a string by turns. */
const byTurns = (value: number, { ledger }: Office): Json => (ledger.count('medical-insurance reply') % 2 === 0 ? value : String(value));
const success = (output: JsonObject, office: Office): Reply => {
  office.ledger.meet('medical-insurance reply');
  return json(200, { infcode: byTurns(0, office), ...referenceOf(Date.now()), err_msg: null, output });
};
const refused = (err_msg: string, office: Office): Reply => {
  office.ledger.meet('medical-insurance reply');
  return json(200, { infcode: byTurns(-1, office), ...referenceOf(Date.now()), err_msg, output: null });
};

interface Request {
  readonly data: JsonObject;
  readonly place: Json | undefined;
}
/** The output, or why there is none. */
type Transaction = (request: Request, office: Office) => JsonObject | string;

/** A list without an entry is empty or null, or is left out. */
const listed = (name: string, list: readonly Json[], { leavesOut }: Office): JsonObject => {
  if (list.length > 0) return { [name]: loneAsObject(list) };
  return leavesOut ? {} : { [name]: name === 'setlinfo' ? null : '' };
};

const dictionary: Transaction = ({ data: { type, admdvs, date } }, office) => {
  office.ledger.demand('medical-insurance 1901', {
    'type is stated': isText(type),
    'admdvs is a division': isText(admdvs) && /^\d{6}$/.test(admdvs),
    'date is a time': isText(date) && date.length === 19 && !Number.isNaN(epochOf(date)),
  });
  return listed('list', DICTIONARIES[String(type)] ?? [], office);
};

const onePerson: Transaction = ({ data }, office) => {
  const { mdtrt_cert_type, mdtrt_cert_no, psn_cert_type, certno, psn_name } = data;
  const asked = isText(certno) ? whoIs(certno) : undefined;
  office.ledger.demand('medical-insurance 1101', {
    'mdtrt_cert_type is 02': mdtrt_cert_type === '02',
    'mdtrt_cert_no and certno are the same number': isText(certno) && mdtrt_cert_no === certno,
    'psn_cert_type is the code of the document': psn_cert_type === (asked?.code === 'm23' ? '16' : '01'),
    'psn_name is stated': isText(psn_name),
  });
  const insured = asked === undefined ? undefined : mayAsk(asked.code, { where: '1101', health: false }, office);
  return insured?.nodes ?? '未查询到参保人信息';
};

const persons: Transaction = ({ data: { list } }, office) => {
  const items = isList(list) ? list.filter(isObject) : [];
  office.ledger.demand('medical-insurance 1101B', {
    'list has at most 200 entries': isList(list) && list.length <= 200,
    'each entry has certno and psn_name':
      isList(list) && list.every((item) => isObject(item) && isText(item['certno']) && isText(item['psn_name'])),
  });
  const asked = items.map((item) => whoIs(String(item['certno']))).filter((one) => one !== undefined);
  const found = asked.map(({ code, id }) => batchEntry({ code, id }, office)).filter((entry) => entry !== null);
  return { list: loneAsObject(found.reverse()) };
};

/** Of a person who is not insured an entry says so, or there is none. One entry leaves its own number out, another that of its node. */
const batchEntry = ({ code, id }: { readonly code: string; readonly id: string }, office: Office): JsonObject | null => {
  const insured = mayAsk(code, { where: '1101B', health: false }, office);
  if (insured === undefined) return code === 'm17' ? { certno: id, infcode: '-1', err_msg: '未查询到该人员', baseinfo: null } : null;
  const { baseinfo, insuinfo, idetinfo } = insured.nodes;
  if (!isObject(baseinfo)) return null;
  const { certno, ...numberless } = baseinfo;
  return {
    ...(code === 'm18' ? {} : { certno: certno ?? null }),
    infcode: byTurns(0, office),
    err_msg: '',
    baseinfo: code === 'm16' ? numberless : baseinfo,
    insuinfo: isList(insuinfo) ? loneAsObject(insuinfo) : null,
    idetinfo: isList(idetinfo) ? loneAsObject(idetinfo) : (idetinfo ?? null),
  };
};

const settlements: Transaction = ({ data, place }, office) => {
  const { begndate, enddate, page_num, page_size } = data;
  const codes = personsListed(data, { where: '5203B', place }, office);
  const sound = office.ledger.demand('medical-insurance 5203B', {
    'begndate and enddate are days in order': isDay(begndate) && isDay(enddate) && begndate <= enddate,
    'page_num is a whole number from 1': Number.isInteger(page_num) && Number(page_num) >= 1,
    'page_size is a whole number from 1 to 500': Number.isInteger(page_size) && Number(page_size) >= 1 && Number(page_size) <= 500,
  });
  if (!sound) return '入参有误';
  const within = office.settlements
    .filter(({ psn_no, setl_time }) => codes.includes(codeOfPsnNo(psn_no)) && isWithin(setl_time.slice(0, 10), { begndate, enddate }))
    .sort((one, other) => (`${one.setl_time} ${one.setl_id}` < `${other.setl_time} ${other.setl_id}` ? -1 : 1));
  const size = Math.min(Number(page_size), ROWS_A_PAGE);
  const page = within.slice((Number(page_num) - 1) * size, Number(page_num) * size);
  return { ...listed('setlinfo', page, office), ...(office.leavesOut ? { total: '' } : { total: within.length }) };
};

const isDay = (json: Json | undefined): json is string => isText(json) && json.length === 10 && !Number.isNaN(epochOf(json));
const isWithin = (
  day: string,
  { begndate, enddate }: { readonly begndate: Json | undefined; readonly enddate: Json | undefined },
): boolean => isDay(begndate) && isDay(enddate) && day >= begndate && day <= enddate;

const registrations: Transaction = ({ data, place }, office) => {
  return listed('feedetail', registrationsOf(personsListed(data, { where: '5301B', place }, office), office.calendar), office);
};

/** Health data of at most 200 persons, all insured in the place that the envelope names. */
const personsListed = (
  { psn_no_list: list }: JsonObject,
  { where, place }: { readonly where: string; readonly place: Json | undefined },
  office: Office,
): readonly string[] => {
  const codes = isList(list) ? list.filter(isText).map(codeOfPsnNo) : [];
  const insured = codes.map((code) => mayAsk(code, { where, health: true }, office));
  office.ledger.demand(`medical-insurance ${where}`, {
    'psn_no_list has 1 to 200 entries': isList(list) && list.length >= 1 && list.length <= 200 && list.length === codes.length,
    'insuplc_admdvs is the one place of all': isText(place) && insured.every((one) => one === undefined || one.place === place),
  });
  return codes;
};

const mayAsk = (
  code: string,
  { where, health }: { readonly where: string; readonly health: boolean },
  { ledger, agreements, calendar }: Office,
): Insured | undefined => {
  if (!agreements.mayAsk(code, { source: 'medical-insurance', health }))
    ledger.breach(`medical-insurance ${where}`, `asks about ${code}, who did not agree`);
  return insuredOf(code, calendar);
};

const TRANSACTIONS: Readonly<Record<string, Transaction>> = {
  '1901': dictionary,
  '1101': onePerson,
  '1101B': persons,
  '5203B': settlements,
  '5301B': registrations,
};
