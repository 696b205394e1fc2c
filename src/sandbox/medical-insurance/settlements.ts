// 5203B and 5301B: what was settled for people, and which chronic or serious diseases are registered.

import { assistanceAtMedicalInsurance } from '../city/assistance.ts';
import type { City } from '../city/city.ts';
import { registrationsOf, type Settlement, settlementsOf } from '../city/health.ts';
import type { Person } from '../city/people.ts';
import { registeredName } from '../city/registered-names.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { type Day, dashedDay, dayOfSecond, stampOf, yearOf } from '../shanghai-time.ts';
import { CERTIFICATE_CODES } from './dictionary.ts';
import { psnNoOf } from './persons.ts';

const MED_TYPE = { 'out-patient': '11', 'in-patient': '21', emergency: '13' } as const;

const castSettlement = diceFor('settlement-row');
const castRegistration = diceFor('registration-row');

const setlIdOf = (person: Person, ordinal: number): string =>
  `4403${String(person.index + 1).padStart(12, '0')}${String(ordinal + 1).padStart(4, '0')}`;

const yuan = (cents: number): number => cents / 100;

/** How the bill was shared. A reversal repeats it, negated or not: neither counts. */
const shares = (quirks: Quirks, dice: Dice, { totalCents, ownCents, reverses }: Settlement, assisted: boolean): Row => {
  const sign = reverses !== null && dice.chance(0.6) ? -1 : 1;
  const amount = (cents: number) => quirks.amount(dice, yuan(sign * Math.round(cents)));
  const fund = totalCents - ownCents;
  const medicalAid = assisted ? Math.round(fund * 0.15) : 0;
  const account = Math.round(Math.min(ownCents * 0.2, 50_000));
  return {
    medfee_sumamt: amount(totalCents),
    fulamt_ownpay_amt: amount(ownCents * 0.3),
    overlmt_selfpay: amount(0),
    preselfpay_amt: amount(ownCents * 0.1),
    inscp_scp_amt: amount(totalCents - ownCents * 0.4),
    act_pay_dedc: amount(Math.min(30_000, ownCents * 0.1)),
    hifp_pay: amount(fund - medicalAid),
    maf_pay: amount(medicalAid),
    fund_pay_sumamt: amount(fund),
    psn_pay: amount(ownCents),
    acct_pay: amount(account),
    cash_payamt: amount(ownCents - account),
  };
};

const settlementRow = (quirks: Quirks, city: City, person: Person, settlement: Settlement): Row => {
  const { ordinal, settledAt, admittedOn, kind, disease, reverses } = settlement;
  const dice = castSettlement(city.seed, `${person.index} ${ordinal}`);
  const row: Row = {
    setl_id: setlIdOf(person, ordinal),
    mdtrt_id: `M${setlIdOf(person, reverses ?? ordinal)}`,
    psn_no: psnNoOf(person),
    psn_name: registeredName(city, 'medical-insurance', person),
    psn_cert_type: CERTIFICATE_CODES[person.idType],
    certno: quirks.idNumber(dice, person.idNumber),
    gend: person.male ? '1' : '2',
    brdy: dashedDay(person.birth),
    insutype: '310',
    fixmedins_code: `H4403${String(dice.whole({ from: 1, to: 60 })).padStart(7, '0')}`,
    fixmedins_name: '沙盒市第一人民医院',
    hosp_lv: quirks.code(dice, '3'),
    begndate: dashedDay(admittedOn),
    enddate: dashedDay(dayOfSecond(settledAt)),
    setl_time: stampOf(settledAt),
    year: String(yearOf(dayOfSecond(settledAt))),
    med_type: quirks.code(dice, MED_TYPE[kind]),
    clr_type: kind === 'in-patient' ? '21' : '11',
    refd_setl_flag: quirks.code(dice, reverses === null ? '0' : '1'),
    medins_setl_id: reverses === null ? `Y${setlIdOf(person, ordinal)}` : setlIdOf(person, reverses),
    dise_codg: disease.code,
    dise_name: disease.name,
    ...shares(quirks, dice, settlement, assistanceAtMedicalInsurance(city, person) !== null),
  };
  quirks.unstated(dice, row, 'naty');
  quirks.unknownFields(dice, row);
  return row;
};

/** Rows of a window, by the date of `setl_time`, both ends inclusive; ordered by `setl_time`, `setl_id`. */
export const settlementRows = (quirks: Quirks, city: City, people: readonly Person[], window: { begin: Day; end: Day }) =>
  people
    .flatMap((person) => settlementsOf(city, person).map((settlement) => ({ person, settlement })))
    .filter(({ settlement: { settledAt } }) => dayOfSecond(settledAt) >= window.begin && dayOfSecond(settledAt) <= window.end)
    .sort(
      (one, other) =>
        one.settlement.settledAt - other.settlement.settledAt ||
        (setlIdOf(one.person, one.settlement.ordinal) < setlIdOf(other.person, other.settlement.ordinal) ? -1 : 1),
    )
    .map(
      ({ person, settlement }) =>
        () =>
          settlementRow(quirks, city, person, settlement),
    );

export const registrationRows = (quirks: Quirks, city: City, people: readonly Person[]): Row[] =>
  people.flatMap((person) =>
    registrationsOf(city, person).map(({ disease, from, until }) => {
      const dice = castRegistration(city.seed, `${person.index} ${disease.code}`);
      const row: Row = { psn_no: psnNoOf(person), opsp_dise_code: disease.code, opsp_dise_name: disease.name, begndate: dashedDay(from) };
      if (until === null) quirks.unstated(dice, row, 'enddate');
      else row['enddate'] = dashedDay(until);
      return row;
    }),
  );
