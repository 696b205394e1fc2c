/** The bureau's refusals as ours. Success is two-level and exactly as written (`interfaces.md` §1); everything else is one of these. */
import { DAY, SECOND } from '../../src/domain/period.ts';
import { type AuthorityWords, Fault, type FaultKind, maskedWords } from '../../src/faults.ts';
import type { BrokenRow } from '../../src/upstream/connector.ts';
import { QUOTA_USED_UP } from '../../src/upstream/outages.ts';
import { textOf, type WireRecord } from '../../src/upstream/wire.ts';

interface Meaning {
  readonly kind: FaultKind;
  readonly code: string;
  readonly detail: string;
}

/** Outer `code`: the gateway. */
const OUTER: ReadonlyMap<string | null, Meaning> = new Map([
  [
    '1001',
    {
      kind: 'denied',
      code: 'signature-refused',
      detail: 'Civil affairs does not accept our signature: check CIVIL_AFFAIRS_RID, CIVIL_AFFAIRS_APPKEY and the clock.',
    },
  ],
  ['1002', { kind: 'broken', code: 'secret-expired', detail: 'Civil affairs calls the secret expired which it has only just issued.' }],
  ['1429', { kind: 'busy', code: QUOTA_USED_UP, detail: 'Civil affairs says that the quota of this service is used up.' }],
]);
const OUTER_REFUSED: Meaning = {
  kind: 'broken',
  code: 'gateway-refused',
  detail: 'The civil affairs gateway refused the call; its own words say why.',
};
/** `biz_data.code`: the service behind it. */
const SERVICE_REFUSED: Meaning = {
  kind: 'broken',
  code: 'service-refused',
  detail: 'The civil affairs service refused the call; its own words say why.',
};

/** What the interface rules out, by what is wrong with it. */
const BREACHES = {
  'answer-unreadable': 'Civil affairs answered with something that is not an answer of its interface.',
  'secret-unreadable': 'Civil affairs issued a secret that CIVIL_AFFAIRS_APPKEY does not open.',
  'rows-missing': 'Civil affairs answered with success and without rows.',
  'record-count-unreadable': 'Civil affairs says how many rows a window holds by what is no number.',
  'page-too-long': 'Civil affairs answered with more rows than were asked for.',
  'record-count-too-small': 'Civil affairs answered with more rows than it says the window holds.',
  'page-empty': 'Civil affairs answered with no rows before the end of the window.',
  'too-many-rows': 'Civil affairs answered a single check with more than one row.',
  'another-person': 'Civil affairs answered a single check with another person.',
} as const;

export const isExpired = ({ code }: WireRecord): boolean => code === '1002';

export const gatewayFault = (sid: string, answer: WireRecord): Fault => {
  const meaning = OUTER.get(textOf(answer['code'])) ?? OUTER_REFUSED;
  const waitMs = meaning.kind === 'busy' ? statedWaitMs(answer['msg']) : null;
  return new Fault(meaning.kind, { ...meaning, authority: wordsOf(sid, answer), ...(waitMs !== null && { retryAfterMs: waitMs }) });
};

/** All words there are: `msg` is what an operator wants to read, but of a service that failed it may say no more than `success`. */
export const serviceFault = (sid: string, answer: WireRecord, service: WireRecord): Fault => {
  const words = [service['msg'], answer['msg'], service['status']].flatMap((stated) => textOf(stated) ?? []);
  const msg = [...new Set(words)].join('; ');
  return new Fault(SERVICE_REFUSED.kind, { ...SERVICE_REFUSED, authority: wordsOf(sid, { code: service['code'], msg }) });
};

export const breach = (sid: string, code: keyof typeof BREACHES): Fault =>
  new Fault('broken', { code, detail: BREACHES[code], authority: { source: 'civil-affairs', operation: sid } });

/** The first integer in `msg` is the seconds to wait; more than a day is taken as a day, as `Retry-After` is. */
const statedWaitMs = (msg: unknown): number | null => {
  const seconds = /\d+/.exec(textOf(msg)?.normalize('NFKC') ?? '')?.[0];
  return seconds === undefined ? null : Math.min(Number(seconds) * SECOND, DAY);
};

const wordsOf = (sid: string, { code, msg }: WireRecord): AuthorityWords => {
  const [stated, words] = [textOf(code), textOf(msg)];
  return {
    source: 'civil-affairs',
    operation: sid,
    ...(stated !== null && { code: maskedWords(stated) }),
    ...(words !== null && { message: maskedWords(words) }),
  };
};

/** A live answer has no quarantine to go to: the field that breaks it is said instead. */
export const brokenRow = (sid: string, { reason, path, shape }: BrokenRow): Fault =>
  new Fault('broken', {
    code: 'row-broken',
    detail: `Civil affairs answered with a row that cannot be read: ${reason} at ${path || '/'}, ${shape}.`,
    authority: { source: 'civil-affairs', operation: sid },
  });
