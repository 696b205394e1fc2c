/** Civil affairs, with its quota lifted and its signatures unread (`interfaces.md` §1). */
import { encryptSecret } from '../../../src/sandbox/civil-affairs/secrets.ts';
import { dashedDay } from '../../../src/sandbox/shanghai-time.ts';
import { isKnownToCivilAffairs, registeredNameOf, storyOf } from '../city/city.ts';
import { householdRows } from '../city/civil-affairs.ts';
import { identityOf, ordinalOf } from '../city/identity.ts';
import { dayOfNight } from '../city/order.ts';
import type { Pages } from './pages.ts';
import type { Served } from './state.ts';

const YEAR_MS = 365 * 86_400_000;

export const secretAnswer = (appkey: string): string =>
  JSON.stringify({ code: '1', msg: 'success', data: { secret: encryptSecret(appkey, 'bench'), secretEndTime: Date.now() + YEAR_MS } });

const enveloped = (rows: Buffer, counts: { readonly returned: number; readonly total: number }): Buffer =>
  Buffer.concat([
    Buffer.from('{"code":"1","msg":"success","sign":"","biz_data":{"code":0,"status":"success","rows":'),
    rows,
    Buffer.from(`,"returncount":${counts.returned},"recordcount":${counts.total}}}`),
  ]);

interface Window {
  readonly cd_time_from: string;
  readonly cd_time_to: string;
  readonly start: number;
  readonly length: number;
}

/** Rows of the first night are older than its day; those of a later one are of its day. */
const nightsIn = ({ city, night }: Served, { cd_time_from, cd_time_to }: Window): { readonly from: number; readonly to: number } => {
  const startOf = (one: number): string => (one === 1 ? '1970-01-01 00:00:00' : `${dashedDay(dayOfNight(city, one))} 00:00:00`);
  const nights = Array.from({ length: night }, (_, nth) => nth + 1).filter((one) => {
    const start = startOf(one);
    return start >= cd_time_from && start < cd_time_to;
  });
  return { from: nights[0] ?? Number.POSITIVE_INFINITY, to: nights.at(-1) ?? 0 };
};

const windowAnswer = async (served: Served, pages: Pages, window: Window): Promise<Buffer> => {
  const { firstRow, rows: total } = pages.stretch(nightsIn(served, window));
  const left = total - window.start;
  if (left <= 0) return enveloped(Buffer.from('[]'), { returned: 0, total });
  const { text, rows } = await pages.from(firstRow + window.start, Math.min(window.length, left));
  return enveloped(text, { returned: rows, total });
};

const familyAnswer = ({ items }: { readonly items: readonly { readonly GMSFHM: string }[] }): Buffer => {
  const rows = items.flatMap(({ GMSFHM }) => {
    const person = ordinalOf(GMSFHM);
    return person < 0 ? [] : householdRows(person);
  });
  return enveloped(Buffer.from(`[${rows.join(',')}]`), { returned: rows.length, total: rows.length });
};

const checkAnswer = ({ GMSFHM, XM }: { readonly GMSFHM: string; readonly XM: string }): Buffer => {
  const person = ordinalOf(GMSFHM);
  if (person < 0 || !isKnownToCivilAffairs(person)) return enveloped(Buffer.from('[]'), { returned: 0, total: 0 });
  const name = registeredNameOf(person, 1);
  const row = {
    ...{ GMSFHM: identityOf(person).idNumber, GMSFHM_PPDDM: '1', XM: name, XM_PPDDM: name === XM ? '1' : '4' },
    ...{ SWBS: storyOf(person) === 'deceased' ? '1' : '0', JZLB: '', JZLB_KSNY: '', CD_TIME: '2026-01-01 00:00:00' },
  };
  return enveloped(Buffer.from(JSON.stringify([row])), { returned: 1, total: 1 });
};

/** `body`: as it was sent. */
export const civilAnswer = async (served: Served, sid: string, body: string): Promise<Buffer> => {
  const { biz_content } = JSON.parse(body) as { readonly biz_content: string };
  const question: unknown = JSON.parse(biz_content);
  switch (sid) {
    case 's_civil_assistance':
      return windowAnswer(served, served.feeds.assistance, question as Window);
    case 's_civil_death':
      return windowAnswer(served, served.feeds.death, question as Window);
    case 's_civil_family':
      return familyAnswer(question as Parameters<typeof familyAnswer>[0]);
    case 's_civil_check':
      return checkAnswer(question as Parameters<typeof checkAnswer>[0]);
    default:
      throw new RangeError('no such service');
  }
};
