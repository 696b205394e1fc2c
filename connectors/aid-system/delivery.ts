/** Answers to deliveries, questions and withdrawals (`interfaces.md` §4) as values. Pure; what the interface does not know throws a `Fault`. */

import type { ApplicationDocument } from '../../src/domain/application.ts';
import type { ApplicationStatus, DeliveryAnswer } from '../../src/upstream/aid-system.ts';
import type { UpstreamResponse } from '../../src/upstream/connector.ts';
import { readCount, readText, recordOf } from '../../src/upstream/wire.ts';
import { STATUSES, wordOf } from './codes.ts';
import { decidedIn } from './decided.ts';
import { brokenAnswer, unknownSuccess } from './faults.ts';
import { fieldsAtFault } from './fields-at-fault.ts';
import { statedOrNull } from './moments.ts';
import type { components } from './upstream.ts';

type WireStatus = { readonly [Field in keyof components['schemas']['ApplicationStatus']]?: unknown };

/** 201 says new and replaced alike; only a first version is certainly new. */
export const deliveryAnswerOf = ({ status, body }: UpstreamResponse, document: ApplicationDocument): DeliveryAnswer => {
  switch (status) {
    case 201:
      return { outcome: document.version > 1 ? 'replaced' : 'created' };
    case 200:
      return { outcome: 'unchanged' };
    case 404:
      return { outcome: 'unknown-member' };
    case 409:
      return { outcome: 'conflict' };
    case 422:
      return { outcome: 'refused', fields: fieldsAtFault(body, document) };
    default:
      throw unknownSuccess('deliver', status);
  }
};

/** What is not stated is null (`interfaces.md`, "Common to all"); a word or version that is stated must be one. */
export const statusIn = ({ status, body }: UpstreamResponse): ApplicationStatus | 'unknown' => {
  if (status === 404) return 'unknown';
  const stated: WireStatus = recordOf(body) ?? {};
  const [version, word] = [readCount(stated.version), wordOf(STATUSES, stated.status)];
  if (version.kind === 'impossible' || (word === null && readText(stated.status).kind !== 'absent')) {
    throw brokenAnswer('status', {
      code: 'status-unreadable',
      detail: 'The aid system answered with a version that is none, or with a status that its interface does not know.',
    });
  }
  const { reasonCode, decidedAt } = decidedIn(stated);
  return { version: statedOrNull(version), status: word, reasonCode, decidedAt };
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
