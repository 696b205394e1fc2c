/** Medical insurance, with its quota lifted and its signatures unread (`interfaces.md` §2). */
import { dictionaryRows } from '../../../src/sandbox/medical-insurance/dictionary.ts';
import { compactStamp, stampOf } from '../../../src/sandbox/shanghai-time.ts';
import { isInsured } from '../city/city.ts';
import { ordinalOf } from '../city/identity.ts';
import { personEntry, personOf, registrationRow, settlementRows } from '../city/medical-insurance.ts';
import type { Served } from './state.ts';

const SECOND_OF_REPLY = 1_764_000_000;
const STAMP = compactStamp(SECOND_OF_REPLY);

const done = (output: string): Buffer =>
  Buffer.from(
    `{"infcode":0,"inf_refmsgid":"440300${STAMP}0000000001","refmsg_time":"${STAMP}000","respond_time":"${STAMP}000","err_msg":"","output":${output}}`,
  );

const unknown = (): Buffer =>
  Buffer.from(
    `{"infcode":-1,"inf_refmsgid":"440300${STAMP}0000000001","refmsg_time":"${STAMP}000","respond_time":"${STAMP}000","err_msg":"未查询到人员信息"}`,
  );

interface Data {
  readonly type: string;
  readonly certno: string;
  readonly list: readonly { readonly certno: string }[];
  readonly psn_no_list: readonly string[];
  readonly begndate: string;
  readonly enddate: string;
  readonly page_num: number;
  readonly page_size: number;
}

const persons = ({ city, night }: Served, { list }: Data): Buffer => {
  const known = list.map(({ certno }) => ordinalOf(certno)).filter((person) => person >= 0 && isInsured(person));
  return done(`{"list":[${known.map((person) => personEntry(city, person, night)).join(',')}]}`);
};

const settlements = ({ city, night }: Served, { psn_no_list, begndate, enddate, page_num, page_size }: Data): Buffer => {
  const asked = { night, from: begndate, to: enddate };
  const all = psn_no_list.flatMap((psnNo) => settlementRows(city, personOf(psnNo), asked)).sort((one, other) => one.at - other.at);
  const page = all.slice((page_num - 1) * page_size, page_num * page_size);
  return done(`{"setlinfo":[${page.map(({ text }) => text).join(',')}],"total":${all.length}}`);
};

const registrations = ({ city }: Served, { psn_no_list }: Data): Buffer =>
  done(`{"feedetail":[${psn_no_list.flatMap((psnNo) => registrationRow(city, personOf(psnNo)) ?? []).join(',')}]}`);

const onePerson = ({ city, night }: Served, { certno }: Data): Buffer => {
  const person = ordinalOf(certno);
  return person < 0 || !isInsured(person) ? unknown() : done(personEntry(city, person, night));
};

/** `body`: as it was sent. */
export const medicalAnswer = (served: Served, infno: string, body: string): Buffer => {
  const { input } = JSON.parse(body) as { readonly input: { readonly data: Data } };
  switch (infno) {
    case '9001':
      return done(`{"signinoutb":{"sign_time":"${stampOf(SECOND_OF_REPLY)}","sign_no":"bench"}}`);
    case '1901':
      return done(JSON.stringify({ list: dictionaryRows(input.data.type) }));
    case '1101':
      return onePerson(served, input.data);
    case '1101B':
      return persons(served, input.data);
    case '5203B':
      return settlements(served, input.data);
    case '5301B':
      return registrations(served, input.data);
    default:
      throw new RangeError('no such transaction');
  }
};
