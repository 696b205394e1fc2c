/**
 * A town of which two authorities refuse to say anything, person by person: five causes, told in words of which the numbers and times are others each
 * time. Everybody is asked about alone, so that each refusal is a job of its own.
 */
import type { Member } from '../../src/domain/canonical.ts';
import type { IdNumber } from '../../src/domain/id-number.ts';
import type { Authority, Testimony } from '../../src/domain/sources.ts';
import { Fault, type FaultKind, maskedWords } from '../../src/faults.ts';
import type { AuthorityClient, Reader } from '../../src/upstream/connector.ts';
import { aMember, enrol, idNumberOf, settleTown, type Town } from './nights-town.ts';

interface Told {
  readonly source: Authority;
  readonly dataset: Testimony;
  readonly operation: string;
  /** Some are waited for and some are not: a night without patience gives all of them up at once. */
  readonly kind: FaultKind;
  readonly code: string;
  readonly authorityCode: string;
  /** Of every ten people that this dataset is asked about. */
  readonly tenths: number;
  readonly words: (nth: number, about: IdNumber) => string;
  /** The same, as an operator is shown it. */
  readonly normalised: string;
}

const two = (value: number): string => String(Math.floor(value) % 60).padStart(2, '0');
const timeOf = (nth: number): string => `2026-11-23 01:${two(nth / 60)}:${two(nth)}`;

/** The last two have the same codes: only the words tell them apart. */
const CAUSES = {
  signature: {
    source: 'civil-affairs',
    dataset: 'family',
    operation: 's_family',
    kind: 'denied',
    code: 'signature-refused',
    authorityCode: 'E1201',
    tenths: 5,
    words: (nth) => `签名已过期,服务器时间 ${timeOf(nth)},请求号 REQ-20261123-${nth}`,
    normalised: '签名已过期,服务器时间#,请求号REQ-#',
  },
  allowance: {
    source: 'civil-affairs',
    dataset: 'family',
    operation: 's_family',
    kind: 'busy',
    code: 'quota-used-up',
    authorityCode: 'E1305',
    tenths: 3,
    words: (nth) => `今日查询额度 5000 次,已用 ${5_000 + nth} 次,请于 ${timeOf(nth)} 后再试`,
    normalised: '今日查询额度#次,已用#次,请于#后再试',
  },
  approval: {
    source: 'civil-affairs',
    dataset: 'family',
    operation: 's_family',
    kind: 'denied',
    code: 'not-allowed',
    authorityCode: 'E1403',
    tenths: 2,
    words: (nth) => `审批单 ${88_000 + nth} 已于 2026-11-22 到期`,
    normalised: '审批单#已于#到期',
  },
  unregistered: {
    source: 'medical-insurance',
    dataset: 'person',
    operation: '1101B',
    kind: 'broken',
    code: 'refused',
    authorityCode: '-1',
    tenths: 7,
    words: (nth, about) => `证件号 ${about} 对应多条人员信息,流水号 H4403${String(nth).padStart(12, '0')}`,
    normalised: '证件号#对应多条人员信息,流水号#',
  },
  ledger: {
    source: 'medical-insurance',
    dataset: 'person',
    operation: '1101B',
    kind: 'broken',
    code: 'refused',
    authorityCode: '-1',
    tenths: 3,
    words: (nth) => `Partition P${100 + (nth % 16)} is read-only since ${timeOf(nth)}.`,
    normalised: 'Partition P# is read-only since #',
  },
} as const satisfies Readonly<Record<string, Told>>;

export type CauseName = keyof typeof CAUSES;
export const CAUSE_NAMES = Object.keys(CAUSES) as readonly CauseName[];

export interface Refusals {
  readonly town: Town;
  /** So many jobs fail of it, in a night in which it stands. */
  readonly jobs: Readonly<Record<CauseName, number>>;
  /** What tells it from the others, as operators are shown it. */
  readonly said: (cause: CauseName) => string;
  /** It is gone; or back, once so many more have been answered. */
  readonly heal: (cause: CauseName) => void;
  readonly comesBack: (cause: CauseName, after: number) => void;
  /** How often it has been asked about people of this cause. */
  readonly asked: (cause: CauseName) => number;
}

/** Each member is asked about twice: two failures. */
export const refusingTown = (failures: number): Refusals => {
  const { town } = settleTown({ batchSize: 1 });
  const members = Array.from({ length: failures / 2 }, (_, nth) => refusedMember(nth));
  enrol(town, ...members);
  const places = new Map(members.map(({ sealed }, nth) => [sealed.idNumber, nth]));
  const causeOf = (dataset: Testimony, idNumber: IdNumber): CauseName | null => {
    const nth = places.get(idNumber);
    return nth === undefined ? null : causeAt(dataset, nth);
  };
  const answered: Partial<Record<CauseName, number>> = {};
  const asked: Partial<Record<CauseName, number>> = {};
  let refused = 0;
  const check = (dataset: Testimony, idNumber: IdNumber): void => {
    const cause = causeOf(dataset, idNumber);
    if (cause === null) return;
    asked[cause] = (asked[cause] ?? 0) + 1;
    const left = answered[cause] ?? 0;
    if (left === 0) {
      refused += 1;
      throw refusalOf(cause, { nth: refused, about: idNumber });
    }
    answered[cause] = left - 1;
  };
  const people = members.map((_, nth) => nth);
  const jobsOf = (cause: CauseName): number => people.filter((nth) => causeAt(CAUSES[cause].dataset, nth) === cause).length;
  return {
    town: {
      ...town,
      clients: {
        ...town.clients,
        'civil-affairs': refusing(town.clients['civil-affairs'], check),
        'medical-insurance': refusing(town.clients['medical-insurance'], check),
      },
    },
    jobs: Object.fromEntries(CAUSE_NAMES.map((cause) => [cause, jobsOf(cause)])) as Record<CauseName, number>,
    said: (cause) => `${CAUSES[cause].authorityCode} ${CAUSES[cause].normalised}`,
    heal: (cause) => {
      answered[cause] = Number.POSITIVE_INFINITY;
    },
    comesBack: (cause, after) => {
      answered[cause] = after;
    },
    asked: (cause) => asked[cause] ?? 0,
  };
};

/** Sequence numbers of one birth date. */
const OF_A_DAY = 1_000;
const refusedMember = (nth: number): Member => {
  const sequence = nth % OF_A_DAY;
  const idNumber = idNumberOf(sequence, `197${Math.floor(nth / OF_A_DAY)}0704`);
  return aMember(sequence, { content: { memberId: `refused-${nth}` }, sealed: { idNumber } });
};

const causeAt = (dataset: Testimony, nth: number): CauseName | null => {
  let tenth = nth % 10;
  for (const cause of CAUSE_NAMES.filter((name) => CAUSES[name].dataset === dataset)) {
    if (tenth < CAUSES[cause].tenths) return cause;
    tenth -= CAUSES[cause].tenths;
  }
  return null;
};

const refusalOf = (cause: CauseName, { nth, about }: { readonly nth: number; readonly about: IdNumber }): Fault => {
  const { source, operation, kind, code, authorityCode, words } = CAUSES[cause];
  return new Fault(kind, {
    code,
    detail: 'The authority refused the question.',
    authority: { source, operation, httpStatus: 200, code: authorityCode, message: maskedWords(words(nth, about)) },
  });
};

const refusing = (client: AuthorityClient, check: (dataset: Testimony, about: IdNumber) => void): AuthorityClient => ({
  ...client,
  readers: client.readers.map((reader): Reader => {
    if (reader.kind !== 'lookup') return reader;
    return {
      ...reader,
      batch: async (request, call) => {
        for (const { idNumber } of request.subjects) check(reader.dataset, idNumber);
        return reader.batch(request, call);
      },
    };
  }),
});
