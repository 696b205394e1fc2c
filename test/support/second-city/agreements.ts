/** Who is a member now and what each has agreed to: by this the city judges what it is asked, and what is made of it. */
import type { Authority, Membership, Purpose } from './roster.ts';

const PURPOSES: Readonly<Record<string, Purpose>> = {
  'living-aid': 'hardship-screening',
  'medical-aid': 'hardship-screening',
  'education-aid': 'hardship-screening',
  'mutual-aid-claim': 'mutual-aid-claim',
  'exclusive-protection': 'exclusive-protection',
};
export const PROGRAMMES: readonly string[] = Object.keys(PURPOSES);

export interface Use {
  readonly source: Authority;
  /** Settlements and disease registrations. */
  readonly health: boolean;
}

export class Agreements {
  readonly #members = new Map<string, Membership>();

  record(membership: Membership): void {
    this.#members.set(membership.memberId, membership);
  }

  member(memberId: string): Membership | undefined {
    return this.#members.get(memberId);
  }

  /** Whether the union may ask that authority about this person at all. */
  mayAsk(code: string, use: Use): boolean {
    const member = [...this.#members.values()].find((one) => one.code === code);
    return member !== undefined && !member.hasLeft && member.consents.some((consent) => covers(consent, use));
  }

  /** Whether this member agreed to the purpose that `programme` serves. */
  agreedTo(member: Membership, programme: string): boolean {
    return member.consents.some((consent) => consent.purpose === PURPOSES[programme] && isInForce(consent));
  }

  /** Whether that authority's word may be used for this member's `programme`. */
  mayUse(member: Membership, programme: string, use: Use): boolean {
    return member.consents.some((consent) => consent.purpose === PURPOSES[programme] && covers(consent, use));
  }
}

type Consent = Membership['consents'][number];

const isInForce = ({ grantedAt, expiresAt }: Consent): boolean =>
  Date.parse(grantedAt) <= Date.now() && (expiresAt === null || Date.parse(expiresAt) > Date.now());

const covers = (consent: Consent, { source, health }: Use): boolean =>
  isInForce(consent) && consent.sources.includes(source) && (!health || consent.includesHealth);
