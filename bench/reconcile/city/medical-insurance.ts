/** What medical insurance answers about a person on a night (`interfaces.md` §2): the person, what was settled, which diseases are registered. */
import { DAY_SECONDS, type Day, type Second } from '../../../src/sandbox/shanghai-time.ts';
import { drawOf, wholeOf } from './chance.ts';
import {
  ASK,
  assistanceOf,
  type Category,
  type City,
  employedBy,
  hasHeard,
  hiredDaysAgo,
  newsOf,
  placeOf,
  registeredNameOf,
  storyOf,
  turnedDaysAgo,
} from './city.ts';
import { identityOf } from './identity.ts';
import { dayOfNight, momentOn } from './order.ts';
import { dashed, stamp } from './written.ts';

const AUTHORITY = 2;
const CODES: Record<Category, string> = { dibao: '7019', tekun: '7131', margin: '7201', rigid: '7206' };
const CHRONIC_SHARE = 0.05;
const STAY_SHARE = 0.04;
const SERIOUS = ['M00500', '恶性肿瘤门诊治疗'] as const;
const CHRONIC = ['M03900', '高血压'] as const;
const MINOR = ['J06.900', '急性上呼吸道感染'] as const;

export const psnNoOf = (person: number): string => `4403${String(person + 1).padStart(16, '0')}`;
export const personOf = (psnNo: string): number => (/^4403\d{16}$/.test(psnNo) ? Number(psnNo.slice(4)) - 1 : -1);

const nightsOf = (
  city: City,
  person: number,
  { night, kind }: { readonly night: number; readonly kind: 'settlement' | 'cover' },
): number[] => {
  const nights: number[] = [];
  for (let one = 2; one <= Math.min(night, city.newsNights + 1); one += 1) if (newsOf(city, person, one) === kind) nights.push(one);
  return nights;
};

const dashedBirth = (birth: string): string => `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`;

/** An entry of 1101B. Cover that a night has news of is paused by one and resumed by the next. */
export const personEntry = (city: City, person: number, night: number): string => {
  const { idNumber, birth, isMale } = identityOf(person);
  const story = storyOf(person);
  const lost = story === 'dismissed' || story === 'deceased';
  const changes = nightsOf(city, person, { night, kind: 'cover' });
  const isPaused = lost !== (changes.length % 2 === 1);
  const pausedOn = lost ? city.firstNight - turnedDaysAgo(person) : dayOfNight(city, changes.at(-1) ?? 1);
  const category = hasHeard(person, AUTHORITY) ? assistanceOf(person) : null;
  const identity =
    category === null
      ? ''
      : `{"psn_idet_type":"${CODES[category]}","psn_type_lv":"","memo":"","begntime":"${dashed(city.firstNight - turnedDaysAgo(person))} 00:00:00","endtime":""}`;
  return `{"certno":"${idNumber}","infcode":0,"err_msg":"","baseinfo":{"psn_no":"${psnNoOf(person)}","psn_cert_type":"01","certno":"${idNumber}","psn_name":"${registeredNameOf(person, AUTHORITY)}","gend":"${isMale ? '1' : '2'}","naty":"","brdy":"${dashedBirth(birth)}","age":${2026 - Number(birth.slice(0, 4))}},"insuinfo":[{"balc":${wholeOf(person, ASK.wage, { from: 0, to: 9000 })},"insutype":"310","psn_type":"1101","psn_insu_stas":"${isPaused ? (story === 'deceased' ? '4' : '2') : '1'}","psn_insu_date":"${dashed(city.firstNight - hiredDaysAgo(person))}","paus_insu_date":"${isPaused ? dashed(pausedOn) : ''}","cvlserv_flag":"0","insuplc_admdvs":"${placeOf(person)}","emp_name":"${employedBy(city, person).name}"}],"idetinfo":[${identity}]}`;
};

interface Settled {
  readonly nth: number;
  readonly at: Second;
  /** Yuan that the person paid. */
  readonly own: number;
  readonly disease: readonly [string, string];
  readonly isStay: boolean;
}

const visitsOf = ({ firstNight }: City, person: number): Settled[] =>
  Array.from({ length: wholeOf(person, ASK.visits, { from: 0, to: 3 }) }, (_, nth) => ({
    nth,
    at: (firstNight - wholeOf(person, ASK.visit + nth, { from: 2, to: 364 })) * DAY_SECONDS + 36_000,
    own: wholeOf(person, ASK.visit + 100 + nth, { from: 12, to: 260 }),
    disease: MINOR,
    isStay: false,
  }));

/** Four stays of those who are ill or were injured, and one ordinary stay of a few. */
const staysOf = ({ firstNight }: City, person: number): Settled[] => {
  const story = storyOf(person);
  const turned = firstNight - turnedDaysAgo(person);
  const stay = (nth: number, day: Day, own: number): Settled => ({
    nth,
    at: day * DAY_SECONDS + 40_000,
    own,
    disease: SERIOUS,
    isStay: true,
  });
  if (story === 'ill' || story === 'injured')
    return [0, 1, 2, 3].map((nth) =>
      stay(10 + nth, Math.min(turned + 1 + nth * 14, firstNight - 2), wholeOf(person, ASK.visit + 200 + nth, { from: 7000, to: 24_000 })),
    );
  return drawOf(person, ASK.stay) < STAY_SHARE
    ? [
        stay(
          10,
          firstNight - wholeOf(person, ASK.visit + 200, { from: 2, to: 364 }),
          wholeOf(person, ASK.visit + 201, { from: 900, to: 4800 }),
        ),
      ]
    : [];
};

const newSettlements = (city: City, person: number, night: number): Settled[] =>
  nightsOf(city, person, { night, kind: 'settlement' }).map((on) => ({
    nth: 100 + on,
    at: momentOn(city, person, on),
    own: wholeOf(person, ASK.visit + 300 + on, { from: 12, to: 4000 }),
    disease: MINOR,
    isStay: false,
  }));

const setlId = (person: number, nth: number): string => `4403${String(person + 1).padStart(12, '0')}${String(nth + 1).padStart(4, '0')}`;

const settlementRow = (person: number, { nth, at, own, disease: [code, disease], isStay }: Settled): string => {
  const { idNumber, birth, isMale } = identityOf(person);
  const total = own * 3;
  const day = dashed(Math.floor(at / DAY_SECONDS));
  const id = setlId(person, nth);
  return `{"setl_id":"${id}","mdtrt_id":"M${id}","psn_no":"${psnNoOf(person)}","psn_name":"${registeredNameOf(person, AUTHORITY)}","psn_cert_type":"01","certno":"${idNumber}","gend":"${isMale ? '1' : '2'}","naty":"","brdy":"${dashedBirth(birth)}","insutype":"310","fixmedins_code":"H44030000012","fixmedins_name":"沙盒市第一人民医院","hosp_lv":"3","begndate":"${day}","enddate":"${day}","setl_time":"${stamp(at)}","year":"${day.slice(0, 4)}","med_type":"${isStay ? '21' : '11'}","clr_type":"${isStay ? '21' : '11'}","refd_setl_flag":"0","medins_setl_id":"Y${id}","dise_codg":"${code}","dise_name":"${disease}","medfee_sumamt":${total},"fulamt_ownpay_amt":"${(own * 0.3).toFixed(2)}","overlmt_selfpay":0,"preselfpay_amt":"${(own * 0.1).toFixed(2)}","inscp_scp_amt":${(total - own * 0.4).toFixed(2)},"act_pay_dedc":0,"hifp_pay":${total - own},"maf_pay":0,"fund_pay_sumamt":${total - own},"psn_pay":${own},"acct_pay":0,"cash_payamt":${own}}`;
};

export interface Row {
  readonly at: Second;
  readonly text: string;
}

/** Everything settled for the person in these days, both inclusive, as known on a night. */
export const settlementRows = (
  city: City,
  person: number,
  asked: { readonly night: number; readonly from: string; readonly to: string },
): readonly Row[] =>
  [...visitsOf(city, person), ...staysOf(city, person), ...newSettlements(city, person, asked.night)]
    .filter(({ at }) => {
      const day = dashed(Math.floor(at / DAY_SECONDS));
      return day >= asked.from && day <= asked.to;
    })
    .map((settled) => ({ at: settled.at, text: settlementRow(person, settled) }));

export const registrationRow = ({ firstNight }: City, person: number): string | null => {
  const isIll = storyOf(person) === 'ill';
  if (!isIll && drawOf(person, ASK.chronic) >= CHRONIC_SHARE) return null;
  const [code, name] = isIll ? SERIOUS : CHRONIC;
  return `{"psn_no":"${psnNoOf(person)}","opsp_dise_code":"${code}","opsp_dise_name":"${name}","begndate":"${dashed(firstNight - turnedDaysAgo(person))}","enddate":""}`;
};
