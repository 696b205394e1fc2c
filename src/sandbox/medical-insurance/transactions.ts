// The transactions of medical insurance by infno: what `input` asks, and the `output` it gets.

import type { City } from '../city/city.ts';
import type { Person } from '../city/people.ts';
import { type Anatomy, withDamagedCopies } from '../damage.ts';
import { isObject, type JsonObject, type Mood } from '../http/exchange.ts';
import { asJsonNumber, type Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { parseDay } from '../shanghai-time.ts';
import type { Surroundings } from '../surroundings.ts';
import { CERTIFICATE_CODES, dictionaryRows } from './dictionary.ts';
import { findByPsnNo, isInsured, personNodes, placeOf } from './persons.ts';
import { registrationRows, settlementRows } from './settlements.ts';

export type Infno = '1901' | '1101' | '1101B' | '5203B' | '5301B';

export const MOST_PERSONS = 200;
export const LONGEST_PAGE = 500;
const NOT_FOUND = '未查询到人员信息';

/** A refusal: `infcode` -1 and the words an operator reads; `rule` where the caller broke interfaces.md. */
export interface Refusal {
  readonly message: string;
  readonly rule?: string;
}
export type Outcome = { readonly output: JsonObject } | Refusal;

export interface Question {
  readonly input: JsonObject;
  /** `insuplc_admdvs` of the envelope. */
  readonly place: string;
  readonly mood: Mood;
}
type Transaction = (question: Question) => Outcome;

const refuse = (message: string, rule?: string): Refusal => (rule === undefined ? { message } : { message, rule });

const castBatch = diceFor('person-batch');
const castPage = diceFor('settlement-page');

const dataOf = ({ input }: Question): JsonObject => (isObject(input['data']) ? input['data'] : {});

const dictionary =
  ({ quirks, city, credentials }: Surroundings): Transaction =>
  (question) => {
    const { type, admdvs } = dataOf(question);
    if (typeof type !== 'string' || type === '') return refuse('入参 type 不能为空', 'input');
    const rows = admdvs === credentials.medicalInsurance.region ? dictionaryRows(type) : [];
    return { output: { list: quirks.oneOrList(castPage(city.seed, type), rows) } };
  };

const findInsured = (city: City, certno: unknown): Person | undefined => {
  const person = typeof certno === 'string' ? city.findByIdNumber(certno) : undefined;
  return person && isInsured(city, person) ? person : undefined;
};

const onePerson =
  ({ quirks, city }: Surroundings): Transaction =>
  (question) => {
    const { mdtrt_cert_type, mdtrt_cert_no, psn_cert_type, certno, psn_name } = dataOf(question);
    if (mdtrt_cert_type !== '02') return refuse('mdtrt_cert_type 应为 02', 'input');
    if (typeof certno !== 'string' || mdtrt_cert_no !== certno) return refuse('mdtrt_cert_no、certno 不能为空且应一致', 'input');
    if (typeof psn_name !== 'string' || psn_name === '') return refuse('psn_name 不能为空', 'input');
    const person = question.mood === 'empty' ? undefined : findInsured(city, certno);
    if (!person) return refuse(NOT_FOUND);
    if (psn_cert_type !== CERTIFICATE_CODES[person.idType]) return refuse(NOT_FOUND, 'wrong-psn-cert-type');
    return { output: personNodes(quirks, city, person) };
  };

const batchRow = ({ quirks, city }: Surroundings, certno: string): Row[] => {
  const person = findInsured(city, certno);
  const dice = castBatch(city.seed, certno);
  if (!person) return quirks.happens(dice, 'absentFromBatch') ? [] : [{ certno, infcode: dice.pick([-1, '-1']), err_msg: NOT_FOUND }];
  const row: Row = { certno: quirks.idNumber(dice, person.idNumber), infcode: dice.pick([0, '0']), ...personNodes(quirks, city, person) };
  quirks.unstated(dice, row, 'err_msg');
  const certnoAsNumber = asJsonNumber(person.idNumber);
  const twin = certnoAsNumber !== undefined && person.script === null && quirks.happens(dice, 'brokenTwin');
  return twin ? [row, { ...row, certno: certnoAsNumber }] : [row];
};

const BATCH_ANATOMY: Anatomy = { key: 'certno', idNumber: 'certno' };

const manyPersons =
  (surroundings: Surroundings): Transaction =>
  (question) => {
    const { list } = dataOf(question);
    if (!Array.isArray(list) || list.length === 0) return refuse('入参 list 不能为空', 'input');
    if (list.length > MOST_PERSONS) return refuse(`list 不得超过 ${MOST_PERSONS} 人`, 'batch-too-large');
    if (question.mood === 'empty') return { output: { list: [] } };
    const certnos = list.map((item) => (isObject(item) && typeof item['certno'] === 'string' ? item['certno'] : ''));
    const dice = castBatch(surroundings.city.seed, certnos.join());
    const rows = dice.shuffled(certnos.flatMap((certno) => batchRow(surroundings, certno)));
    const answered = question.mood === 'badrecord' ? withDamagedCopies(rows, BATCH_ANATOMY, dice, rows.length * 2) : rows;
    return { output: { list: surroundings.quirks.oneOrList(dice, answered) } };
  };

/** interfaces.md §2: one such call holds persons of one place, and says which. */
const personsOf = ({ city }: Surroundings, question: Question): readonly Person[] | Refusal => {
  const { psn_no_list: list } = dataOf(question);
  if (!Array.isArray(list) || list.length === 0) return refuse('入参 psn_no_list 不能为空', 'input');
  if (list.length > MOST_PERSONS) return refuse(`psn_no_list 不得超过 ${MOST_PERSONS} 人`, 'batch-too-large');
  if (question.place === '') return refuse('入参 insuplc_admdvs 不能为空', 'place-missing');
  const people = list.map((psnNo) => (typeof psnNo === 'string' ? findByPsnNo(city, psnNo) : undefined));
  const known = people.filter((person) => person !== undefined);
  if (known.length < people.length) return refuse('psn_no 不存在', 'input');
  return known.every((person) => placeOf(city, person) === question.place) ? known : refuse('参保地与 insuplc_admdvs 不符', 'wrong-place');
};

const windowOf = ({ begndate, enddate }: JsonObject): { begin: number; end: number } | undefined => {
  const begin = typeof begndate === 'string' ? parseDay(begndate) : undefined;
  const end = typeof enddate === 'string' ? parseDay(enddate) : undefined;
  return begin !== undefined && end !== undefined && begin <= end ? { begin, end } : undefined;
};

const SETTLEMENT_ANATOMY: Anatomy = { key: 'setl_id', idNumber: 'certno', date: 'setl_time' };

const settlements =
  (surroundings: Surroundings): Transaction =>
  (question) => {
    const { quirks, city } = surroundings;
    const people = personsOf(surroundings, question);
    if ('message' in people) return people;
    const data = dataOf(question);
    const [pageNum, pageSize, window] = [Number(data['page_num']), Number(data['page_size']), windowOf(data)];
    if (!window) return refuse('begndate、enddate 格式应为 yyyy-MM-dd', 'input');
    if (!Number.isInteger(pageNum) || pageNum < 1 || !Number.isInteger(pageSize) || pageSize < 1)
      return refuse('page_num、page_size 无效', 'input');
    if (pageSize > LONGEST_PAGE) return refuse(`page_size 不得大于 ${LONGEST_PAGE}`, 'page-too-large');
    if (question.mood === 'empty') return { output: { setlinfo: [], total: 0 } };
    const all = settlementRows(quirks, city, people, window);
    const rows = all.slice((pageNum - 1) * pageSize, pageNum * pageSize).map((render) => render());
    const dice = castPage(city.seed, JSON.stringify(data));
    const answered = question.mood === 'badrecord' ? withDamagedCopies(rows, SETTLEMENT_ANATOMY, dice, pageSize) : rows;
    const total = all.length + answered.length - rows.length;
    return { output: { setlinfo: quirks.oneOrList(dice, answered), total } };
  };

const REGISTRATION_ANATOMY: Anatomy = { key: 'psn_no', idNumber: 'psn_no', date: 'begndate' };

const registrations =
  (surroundings: Surroundings): Transaction =>
  (question) => {
    const { quirks, city } = surroundings;
    const people = personsOf(surroundings, question);
    if ('message' in people) return people;
    const rows = question.mood === 'empty' ? [] : registrationRows(quirks, city, people);
    const dice = castPage(city.seed, JSON.stringify(dataOf(question)));
    const answered = question.mood === 'badrecord' ? withDamagedCopies(rows, REGISTRATION_ANATOMY, dice, rows.length * 2) : rows;
    return { output: { feedetail: quirks.oneOrList(dice, answered) } };
  };

export const transactions = (surroundings: Surroundings): Readonly<Record<Infno, Transaction>> => ({
  1901: dictionary(surroundings),
  1101: onePerson(surroundings),
  '1101B': manyPersons(surroundings),
  '5203B': settlements(surroundings),
  '5301B': registrations(surroundings),
});

/** Calls a reader of everything would make, sign-in and dictionaries included. */
export const expectedCalls = ({ members }: City): number => 3 + 3 * Math.ceil(members.length / MOST_PERSONS);
