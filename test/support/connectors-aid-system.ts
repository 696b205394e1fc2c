/** The aid system as a plain object: a roster over an array, and applications that keep to `interfaces.md` §4. */
import { isDeepStrictEqual } from 'node:util';
import type { ApplicationDocument } from '../../src/domain/application.ts';
import type { Member } from '../../src/domain/canonical.ts';
import type { AidSystemClient, ApplicationStatus, DeliveryAnswer, MemberNormalised } from '../../src/upstream/aid-system.ts';
import type { Ask } from './connectors.ts';

export interface FiledApplication {
  readonly document: ApplicationDocument;
  readonly status: NonNullable<ApplicationStatus['status']>;
}

export interface OfficeCall {
  readonly call: 'deliver' | 'status' | 'withdraw';
  readonly applicationId: string;
  readonly version: number | null;
}

export interface AidOffice {
  /** The change feed: a later row about the same member is the newer one. */
  readonly roster: MemberNormalised[];
  readonly filed: Map<string, FiledApplication>;
  readonly calls: OfficeCall[];
  /** In place of its usual answer to a delivery; what it does before it answers stays done. Null: the usual answer. */
  onDelivery: ((applicationId: string, document: ApplicationDocument) => DeliveryAnswer | null | Promise<DeliveryAnswer | null>) | null;
  /** In place of its usual answer to a question. Null: the usual answer. */
  onQuestion: ((applicationId: string) => ApplicationStatus | 'unknown' | null) | null;
  /** Before its usual answer to a withdrawal. */
  onWithdrawal: (() => void | Promise<void>) | null;
  readonly client: AidSystemClient;
}

export const createAidOffice = (ask: Ask, { pageSize = 1_000 }: { pageSize?: number } = {}): AidOffice => {
  const roster: MemberNormalised[] = [];
  const filed: AidOffice['filed'] = new Map();
  const calls: OfficeCall[] = [];
  const office: AidOffice = {
    roster,
    filed,
    calls,
    onDelivery: null,
    onQuestion: null,
    onWithdrawal: null,
    client: {
      source: 'aid-system',
      signIn: async () => undefined,
      members: {
        pageSize,
        page: async ({ cursor, limit }) => {
          if ((await ask('members', { cursor })) === 'empty') return { rows: [], nextCursor: cursor, hasMore: false };
          const passed = Number(cursor ?? 0);
          const rows = roster.slice(passed, passed + limit);
          return { rows, nextCursor: String(passed + rows.length), hasMore: passed + rows.length < roster.length };
        },
        normalise: (row) => row as MemberNormalised,
      },
      deliver: async (applicationId, document) => {
        calls.push({ call: 'deliver', applicationId, version: document.version });
        return (await office.onDelivery?.(applicationId, document)) ?? file(filed, applicationId, document);
      },
      statusOf: async (applicationId) => {
        calls.push({ call: 'status', applicationId, version: null });
        const found = filed.get(applicationId);
        const usual: ApplicationStatus | 'unknown' =
          found === undefined ? 'unknown' : { version: found.document.version, status: found.status, reasonCode: null, decidedAt: null };
        return office.onQuestion?.(applicationId) ?? usual;
      },
      withdraw: async (applicationId, { version }) => {
        calls.push({ call: 'withdraw', applicationId, version });
        await office.onWithdrawal?.();
        const found = filed.get(applicationId);
        if (found === undefined) return 'unknown';
        if (found.status !== 'awaiting-confirmation') return 'already-confirmed';
        filed.set(applicationId, { ...found, status: 'withdrawn' });
        return 'withdrawn';
      },
    },
  };
  return office;
};

/** Nobody has decided: what was withdrawn may come again. */
const OPEN: readonly FiledApplication['status'][] = ['awaiting-confirmation', 'withdrawn'];

/** Create or replace by id and version. */
export const file = (filed: AidOffice['filed'], applicationId: string, document: ApplicationDocument): DeliveryAnswer => {
  const found = filed.get(applicationId);
  if (found !== undefined) {
    if (found.document.version === document.version && isDeepStrictEqual(found.document, document)) return { outcome: 'unchanged' };
    if (!OPEN.includes(found.status) || document.version <= found.document.version) return { outcome: 'conflict' };
  }
  filed.set(applicationId, { document, status: 'awaiting-confirmation' });
  return { outcome: found === undefined ? 'created' : 'replaced' };
};

export const onRoster = (member: Member): MemberNormalised => ({ ok: true, member });
