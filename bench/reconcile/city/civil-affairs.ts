/** Rows of civil affairs (`interfaces.md` §1): assistance and deaths as feeds, households when asked for. */
import { DAY_SECONDS, monthOf, type Second } from '../../../src/sandbox/shanghai-time.ts';
import {
  assistanceOf,
  type Category,
  type City,
  hasHeard,
  householdSizeOf,
  isKnownToCivilAffairs,
  nameOf,
  registeredNameOf,
  relativeOf,
  storyOf,
  turnedDaysAgo,
} from './city.ts';
import { identityOf } from './identity.ts';
import { changedOn, everybody } from './order.ts';
import { compact, month, stamp } from './written.ts';

const AUTHORITY = 1;
const LINE = 1450;
const WORDS: Record<Category, string> = { dibao: '低保', tekun: '特困', margin: '低保边缘', rigid: '刚性支出困难' };

const uuidOf = (kind: number, person: number): string => `00000000-0000-4000-a00${kind}-${String(person).padStart(12, '0')}`;
const householdOf = (person: number): string => `4403${String(person).padStart(8, '0')}`;

interface Granted {
  readonly at: Second;
  readonly word: string;
  readonly since: number;
}

const assistanceRow = (person: number, { at, word, since }: Granted): string => {
  const { idNumber, birth, isMale } = identityOf(person);
  const size = householdSizeOf(person);
  const declared = Math.round(LINE * size * 0.8);
  return `{"UUID":"${uuidOf(1, person)}","GMSFHM":"${idNumber}","XM":"${registeredNameOf(person, AUTHORITY)}","XB":"${isMale ? '男' : '女'}","CSRQ":"${birth}","LXDH":"","JZLB":"${word}","JZFS":"按月发放","HH":"${householdOf(person)}","HZ_GMSFHM":"${idNumber}","BZRKS":${size},"BZJE":${LINE * size - declared},"JTYSR":"${declared}","KSNY":"${month(monthOf(since))}","TFRQ":"","XZQH":"440305","DATASOURCE":"12309SMZT","CD_BATCH":"B${compact(Math.floor(at / DAY_SECONDS))}","CD_TIME":"${stamp(at)}","CD_OPERATION":"I"}`;
};

export function* assistance(city: City): Generator<string> {
  for (const [person, at] of everybody(city, { from: city.firstNight - 50, to: city.firstNight - 1 })) {
    const category = assistanceOf(person);
    if (category === null || !hasHeard(person, AUTHORITY)) continue;
    yield assistanceRow(person, { at, word: WORDS[category], since: city.firstNight - turnedDaysAgo(person) });
  }
}
/** Who is granted 低保, or is granted it anew. */
export function* assistanceNews(city: City, night: number): Generator<string> {
  for (const [person, at] of changedOn(city, night, ['assistance']))
    yield assistanceRow(person, { at, word: WORDS.dibao, since: city.firstNight - 31 });
}

export function* deaths(city: City): Generator<string> {
  for (const [person, at] of everybody(city, { from: city.firstNight - 50, to: city.firstNight - 1 })) {
    if (storyOf(person) !== 'deceased') continue;
    const diedOn = city.firstNight - turnedDaysAgo(person);
    const { idNumber, isMale } = identityOf(person);
    yield `{"UUID":"${uuidOf(2, person)}","NAME":"${registeredNameOf(person, AUTHORITY)}","SEX":"${isMale ? '男' : '女'}","ID_CARD":"${idNumber}","ADDRESS":"","DEATH_TIME":"${stamp(diedOn * DAY_SECONDS + 3600)}","CREMATION_TIME":"${compact(diedOn + 3)}","CD_TIME":"${stamp(at)}","CD_OPERATION":"I"}`;
  }
}

/** A row for each member of the person's household; none where civil affairs does not know the person. */
export const householdRows = (person: number): readonly string[] => {
  if (!isKnownToCivilAffairs(person)) return [];
  const head = identityOf(person);
  const name = nameOf(person);
  return Array.from({ length: householdSizeOf(person) }, (_, nth) => {
    const { idNumber, birth, isMale } = nth === 0 ? head : identityOf(relativeOf(person, nth));
    const own = nth === 0 ? registeredNameOf(person, AUTHORITY) : nameOf(relativeOf(person, nth));
    return `{"GMSFHM":"${idNumber}","XM":"${own}","HH":"${householdOf(person)}","YHZGXDM":"${['02', '10', '20', '30', '51', '52'][nth]}","HZZH":"${head.idNumber}","HZXM":"${name}","XBDM":"${isMale ? '1' : '2'}","CSRQ":"${birth}"}`;
  });
};
