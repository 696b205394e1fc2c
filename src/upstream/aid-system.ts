/** What the aid system's connector offers: the roster, and the way applications go. Its answers are values; only outages are faults. */
import type { ApplicationDocument } from '../domain/application.ts';
import type { Member } from '../domain/canonical.ts';
import { type IdNumber, idTypeOf } from '../domain/id-number.ts';
import type { Instant } from '../domain/period.ts';
import type { BrokenRow, Call, WireRow } from './connector.ts';

export type MemberNormalised =
  | { readonly ok: true; readonly member: Member }
  | {
      readonly ok: false;
      readonly broken: BrokenRow;
      readonly memberId: string | null;
      /** What it says of a member, where only the number is not stated: enough, where the member is known. */
      readonly unnumbered?: UnnumberedMember;
    };

export interface UnnumberedMember {
  /** `idType` null: not stated, and told by the number. */
  readonly content: Omit<Member['content'], 'idType'> & { readonly idType: Member['content']['idType'] | null };
  readonly sealed: Omit<Member['sealed'], 'idNumber'>;
}

export const numbered = ({ content, sealed }: UnnumberedMember, idNumber: IdNumber): Member => ({
  content: { ...content, idType: content.idType ?? idTypeOf(idNumber) },
  sealed: { idNumber, ...sealed },
});

/** What became of a delivery. `conflict`: another body or a decision stands there already: ask with `statusOf`. */
export type DeliveryAnswer =
  | { readonly outcome: 'created' | 'replaced' | 'unchanged' }
  | { readonly outcome: 'conflict' }
  /** `fields`: places in the document, as far as it names any of them. */
  | { readonly outcome: 'refused'; readonly fields: readonly string[] }
  | { readonly outcome: 'unknown-member' };

export interface ApplicationStatus {
  /** Null: there is one, and which is not stated. */
  readonly version: number | null;
  /** Null: not stated. */
  readonly status: 'awaiting-confirmation' | 'confirmed' | 'declined' | 'expired' | 'granted' | 'refused' | 'withdrawn' | null;
  readonly reasonCode: string | null;
  readonly decidedAt: Instant | null;
}

export interface AidSystemClient {
  readonly source: 'aid-system';
  readonly signIn: (call: Call) => Promise<void>;
  readonly members: {
    readonly pageSize: number;
    readonly page: (
      request: { readonly cursor: string | null; readonly limit: number },
      call: Call,
    ) => Promise<{ readonly rows: readonly WireRow[]; readonly nextCursor: string | null; readonly hasMore: boolean }>;
    readonly normalise: (row: WireRow) => MemberNormalised;
  };
  /** Throws `uncertain` where no answer came: then ask `statusOf` before anything else. */
  readonly deliver: (applicationId: string, document: ApplicationDocument, call: Call) => Promise<DeliveryAnswer>;
  readonly statusOf: (applicationId: string, call: Call) => Promise<ApplicationStatus | 'unknown'>;
  readonly withdraw: (
    applicationId: string,
    withdrawal: { readonly version: number; readonly reason: string },
    call: Call,
  ) => Promise<'withdrawn' | 'already-confirmed' | 'unknown'>;
}
