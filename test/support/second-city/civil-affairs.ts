/** Civil affairs 民政 of the second city (interfaces.md §1): secrets that die young, two levels of success, short pages. */
import { epochOf } from './calendar.ts';
import { type CivilRecords, checkRow, householdRows, isClosed, rowsBetween } from './civil-affairs-rows.ts';
import { refusal, reply, SERVICES, Secrets, SIGNING } from './civil-affairs-secrets.ts';
import type { Ledger } from './ledger.ts';
import { whoIs } from './people.ts';
import { type Call, type Reply, type Served, serve } from './server.ts';
import type { Surroundings } from './surroundings.ts';
import { visit } from './visit.ts';
import { isList, isObject, isText, type Json, type JsonObject, objectIn } from './wire.ts';

const ACCESS_KEY = 'second-city-access-key';

const ROWS_A_PAGE = 7;
const SKEW_MS = 180_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface CivilAffairs extends Served {
  readonly environment: Readonly<Record<string, string>>;
  record(records: CivilRecords): void;
}

export const startCivilAffairs = async (surroundings: Surroundings): Promise<CivilAffairs> => {
  const registers: { assistance: readonly JsonObject[]; death: readonly JsonObject[] } = { assistance: [], death: [] };
  const office: Office = { ...surroundings, registers, secrets: new Secrets(surroundings) };
  const served = await serve('/exchange/2', (call) => answer(call, office));
  return {
    ...served,
    record: ({ assistance, death }) => {
      registers.assistance = [...registers.assistance, ...assistance];
      registers.death = [...registers.death, ...death];
    },
    environment: {
      CIVIL_AFFAIRS_BASE_URL: served.url,
      CIVIL_AFFAIRS_ACCESS_KEY: ACCESS_KEY,
      ...SIGNING,
    },
  };
};

interface Office extends Surroundings {
  readonly registers: CivilRecords;
  readonly secrets: Secrets;
}

const answer = (call: Call, office: Office): Reply => {
  const [, sid] = /^\/gateway\/services\/([^/]+)$/.exec(call.path) ?? [];
  if (call.method === 'POST' && call.path === '/gateway/secret') return office.secrets.issue(call);
  if (call.method === 'POST' && sid !== undefined && SERVICES.includes(sid)) return service(sid, call, office);
  office.ledger.breach('civil-affairs', `no such call: ${call.method} ${call.path}`);
  return { status: 404, body: '' };
};

const service = (sid: string, call: Call, office: Office): Reply => {
  const { ledger } = office;
  const where = `civil-affairs ${sid}`;
  const refused = office.secrets.refuse(sid, call);
  if (refused !== null) return refused;
  const content = businessContent(call, { ledger, where });
  if (content === null) return refusal('1003', '请求体不符合规范');
  const visited = { ledger, name: where, request: `${where} ${JSON.stringify(content)}`, at: call.at };
  // The quota is the service's: whoever used it up is not to call that service again before its time.
  ledger.heedsWait(where, where, call.at);
  const usedUp = () => {
    ledger.askToWait(where, Date.now() + 2_000);
    return refusal('1429', '调用超出配额，请于2秒后重试（配额编号 17，上限 4）');
  };
  return visit(visited, () => lookUp(sid, content, office), usedUp);
};

/** The business content of an envelope that is as it should be. */
const businessContent = (
  { body, headers }: Call,
  { ledger, where }: { readonly ledger: Ledger; readonly where: string },
): JsonObject | null => {
  const envelope = objectIn(body) ?? {};
  const content = envelope['biz_content'];
  const { access_key, request_id, timestamp, version, format } = envelope;
  const sound = ledger.demand(where, {
    'the body is JSON': /^application\/json\b/.test(headers['content-type'] ?? ''),
    'access_key is ours': access_key === ACCESS_KEY,
    'request_id is a UUID': isText(request_id) && UUID.test(request_id),
    'timestamp is a time within 180 s': isText(timestamp) && Math.abs(epochOf(timestamp) - Date.now()) <= SKEW_MS,
    'version is 1.0': version === '1.0',
    'format is json': format === 'json',
    'biz_content is one JSON string': isText(content) && objectIn(content) !== null,
  });
  return sound && isText(content) ? objectIn(content) : null;
};

/** All that counts as success at the second level. */
const SUCCESSES: readonly Json[] = [0, '0', 200];

const lookUp = (sid: string, content: JsonObject, office: Office): Reply => {
  const result = (LOOK_UPS[sid] ?? feedOf(sid))(content, office);
  if (result === null) return refusal('1004', '业务参数有误');
  const success = SUCCESSES[office.ledger.count(`civil-affairs ${sid}`) % SUCCESSES.length] ?? 0;
  const { rows, recordcount } = result;
  const counts = office.leavesOut ? { recordcount: null } : { returncount: rows.length, recordcount };
  const served = { code: success, status: '', rows, ...counts, rowVersion: 3 };
  return reply({ code: '1', msg: '', sign: 'bm90IGNoZWNrZWQ=', biz_data: served, traceNo: 20241231 });
};

interface Found {
  readonly rows: readonly JsonObject[];
  readonly recordcount: number;
}

type LookUp = (content: JsonObject, office: Office) => Found | null;

const feedOf =
  (sid: string): LookUp =>
  (content, { ledger, registers }) => {
    const { cd_time_from, cd_time_to, start, length } = content;
    const from = isText(cd_time_from) && cd_time_from.length === 19 ? epochOf(cd_time_from) : Number.NaN;
    const to = isText(cd_time_to) && cd_time_to.length === 19 ? epochOf(cd_time_to) : Number.NaN;
    const sound = ledger.demand(`civil-affairs ${sid}`, {
      'the window has two times, from before to': from <= to,
      'start is a whole number from 0': Number.isInteger(start) && Number(start) >= 0,
      'length is a whole number from 1 to 1000': Number.isInteger(length) && Number(length) >= 1 && Number(length) <= 1_000,
    });
    if (!sound) return null;
    const rows = rowsBetween(sid === 's_civil_death' ? registers.death : registers.assistance, { from, to });
    // A window that is still open moves under its reader: rows are skipped from the second page on.
    const first = Number(start) + (isClosed(to, Date.now()) || start === 0 ? 0 : 1);
    return { rows: rows.slice(first, first + Math.min(Number(length), ROWS_A_PAGE)), recordcount: rows.length };
  };

const family: LookUp = (content, office) => {
  const items = content['items'];
  const asked = isList(items) ? items.filter(isObject) : [];
  const where = 'civil-affairs s_civil_family';
  const sound = office.ledger.demand(where, {
    'items is a list of at most 100': isList(items) && items.length <= 100,
    'each item has GMSFHM and XM': isList(items) && items.every((item) => isObject(item) && isText(item['GMSFHM']) && isText(item['XM'])),
  });
  if (!sound) return null;
  const codes = asked.map((item) => askedAbout(item, { where, office })).filter((code) => code !== null);
  const rows = householdRows(codes);
  return { rows, recordcount: rows.length };
};

const check: LookUp = (content, office) => {
  const where = 'civil-affairs s_civil_check';
  const { GMSFHM, XM } = content;
  if (!office.ledger.demand(where, { 'GMSFHM and XM are stated': isText(GMSFHM) && isText(XM) })) return null;
  askedAbout(content, { where, office });
  const found = whoIs(String(GMSFHM));
  const rows = found === undefined ? [] : [checkRow(found, { askedName: String(XM), records: office.registers, now: Date.now() })];
  return { rows, recordcount: rows.length };
};

/** The person whom an item is about. To ask about somebody who never agreed to it is a breach. */
const askedAbout = (item: JsonObject, { where, office }: { readonly where: string; readonly office: Office }): string | null => {
  const code = whoIs(String(item['GMSFHM']))?.code ?? null;
  if (code !== null && !office.agreements.mayAsk(code, { source: 'civil-affairs', health: false }))
    office.ledger.breach(where, `asks about ${code}, who did not agree`);
  return code;
};

const LOOK_UPS: Readonly<Record<string, LookUp>> = { s_civil_family: family, s_civil_check: check };
