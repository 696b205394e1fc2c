/** Answers to deliveries, questions and withdrawals (`interfaces.md` §4) as values. Pure; what the interface does not know throws a `Fault`. */
import { maskedWords } from '../../src/faults.ts';
import type { ApplicationStatus, DeliveryAnswer } from '../../src/upstream/aid-system.ts';
import type { UpstreamResponse } from '../../src/upstream/connector.ts';
import { isRecord, listOf, readCount, recordOf, textOf } from '../../src/upstream/wire.ts';
import { STATUSES, wordOf } from './codes.ts';
import { brokenAnswer, unknownSuccess } from './faults.ts';
import { readMoment, statedOrNull } from './moments.ts';
import type { components } from './upstream.ts';

type WireStatus = { readonly [Field in keyof components['schemas']['ApplicationStatus']]?: unknown };

/** 201 says new and replaced alike; only a first version is certainly new. */
export const deliveryAnswerOf = ({ status, body }: UpstreamResponse, version: number): DeliveryAnswer => {
  switch (status) {
    case 201:
      return { outcome: version > 1 ? 'replaced' : 'created' };
    case 200:
      return { outcome: 'unchanged' };
    case 404:
      return { outcome: 'unknown-member' };
    case 409:
      return { outcome: 'conflict' };
    case 422:
      return { outcome: 'refused', fields: fieldsIn(body), detail: detailIn(body) };
    default:
      throw unknownSuccess('deliver', status);
  }
};

/** The page does not say how the fields are listed: under `fields` or `errors`, as texts or as objects that name them. */
const fieldsIn = (body: unknown): readonly string[] => {
  const refusal = recordOf(body);
  const entries = [refusal?.['fields'], refusal?.['errors']].flatMap((list) => listOf(list) ?? []);
  const names = entries.map((entry) =>
    textOf(isRecord(entry) ? (entry['field'] ?? entry['pointer'] ?? entry['path'] ?? entry['name']) : entry),
  );
  return [...new Set(names.filter((name) => name !== null).map(maskedWords))];
};

const detailIn = (body: unknown): string => {
  const refusal = recordOf(body);
  return maskedWords(textOf(refusal?.['detail']) ?? textOf(refusal?.['message']) ?? 'The aid system refuses the form.');
};

export const statusIn = ({ status, body }: UpstreamResponse): ApplicationStatus | 'unknown' => {
  if (status === 404) return 'unknown';
  const stated: WireStatus = recordOf(body) ?? {};
  const [version, word] = [statedOrNull(readCount(stated.version)), wordOf(STATUSES, stated.status)];
  if (version === null || word === null) {
    throw brokenAnswer('status', {
      code: 'status-unreadable',
      detail: 'The aid system answered without a version, or with a status that its interface does not know.',
    });
  }
  return { version, status: word, reasonCode: textOf(stated.reasonCode), decidedAt: statedOrNull(readMoment(stated.decidedAt)) };
};

export const withdrawalAnswerOf = ({ status }: UpstreamResponse): 'withdrawn' | 'already-confirmed' | 'unknown' => {
  switch (status) {
    case 200:
      return 'withdrawn';
    case 404:
      return 'unknown';
    case 409:
      return 'already-confirmed';
    default:
      throw unknownSuccess('withdrawal', status);
  }
};
