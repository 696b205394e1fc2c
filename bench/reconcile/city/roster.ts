/** The roster (`interfaces.md` §4): everybody who is a member on the first night, and what a later night brings. */
import { DAY_SECONDS, type Second } from '../../../src/sandbox/shanghai-time.ts';
import { drawOf, wholeOf } from './chance.ts';
import { ASK, agreesFromNight, type City, employedBy, householdSizeOf, joinsOnNight, nameOf, newsOf, storyOf } from './city.ts';
import { identityOf } from './identity.ts';
import { dayOfNight, everybody } from './order.ts';
import { dashed, iso } from './written.ts';

const INSURED_SHARE = 0.6;
const PURPOSES = ['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'];
const FORMS = ['courier', 'ride-hailing', 'housekeeping'];
const DISTRICTS = ['440303', '440304', '440305', '440306', '440307', '440308', '440309', '440310', '440311'];

const consents = ({ firstNight }: City, isAgreed: boolean): string => {
  if (!isAgreed) return '';
  const dated = `"grantedAt":"${iso((firstNight - 100) * DAY_SECONDS)}","expiresAt":"${iso((firstNight + 900) * DAY_SECONDS)}"`;
  return PURPOSES.map(
    (purpose) =>
      `{"purpose":"${purpose}","sources":["civil-affairs","medical-insurance","social-security"],"includesHealth":true,${dated}}`,
  ).join(',');
};

interface Entered {
  readonly at: Second;
  readonly night: number;
  /** How often the entry was changed. */
  readonly edits: number;
}

const memberRow = (city: City, person: number, { at, night, edits }: Entered): string => {
  const { name, uscc } = employedBy(city, person);
  const form = storyOf(person) === 'new-form' ? (FORMS[person % FORMS.length] ?? '') : 'standard';
  const policy =
    drawOf(person, ASK.policy) < INSURED_SHARE
      ? `{"policyNo":"HZ${String(person).padStart(8, '0')}","from":"${dashed(city.firstNight - 200)}","to":"${dashed(city.firstNight + 164)}"}`
      : 'null';
  const mobile = `1400${String((wholeOf(person, ASK.hour, { from: 0, to: 9_999_999 }) + edits) % 10_000_000).padStart(7, '0')}`;
  return `{"memberId":"M${String(person + 1).padStart(8, '0')}","idType":"resident-id","idNumber":"${identityOf(person).idNumber}","name":"${nameOf(person)}","mobile":"${mobile}","district":"${DISTRICTS[person % DISTRICTS.length]}","employer":{"name":"${name}","uscc":"${uscc}"},"employmentForm":"${form}","joinedOn":"${dashed(city.firstNight - wholeOf(person, ASK.joined, { from: 100, to: 4000 }))}","leftOn":null,"consents":[${consents(city, agreesFromNight(city, person) <= night)}],"mutualAid":${policy},"aidFile":null,"household":{"size":${householdSizeOf(person)}},"updatedAt":"${iso(at)}"}`;
};

export function* members(city: City): Generator<string> {
  for (const [person, at] of everybody(city, { from: city.firstNight - 55, to: city.firstNight - 1 }))
    if (joinsOnNight(city, person) === 1) yield memberRow(city, person, { at, night: 1, edits: 0 });
}

/** Who joins, who agrees, and whose entry was changed. */
export function* membersNews(city: City, night: number): Generator<string> {
  const opens = dayOfNight(city, night) * DAY_SECONDS + 8 * 3600;
  for (const [person, at] of everybody(city, { from: 0, to: 1 })) {
    const joins = joinsOnNight(city, person);
    const isNews =
      joins === night || (joins < night && (agreesFromNight(city, person) === night || newsOf(city, person, night) === 'roster'));
    if (isNews) yield memberRow(city, person, { at: opens + Math.floor(at / 2), night, edits: night });
  }
}
