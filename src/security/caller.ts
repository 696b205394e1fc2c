/** Who asks: a system with its scopes, an operator with roles, a person at this machine's command line, or the machine itself. */

export const SCOPES = ['verify', 'cases:read'] as const;
/** What a system may be allowed (`interfaces.md` §4: the aid system has both). */
export type Scope = (typeof SCOPES)[number];

export const ROLES = ['viewer', 'operator', 'rule-keeper', 'auditor', 'administrator'] as const;
/** What an operator may be. An auditor is nothing else: nobody both acts and audits. */
export type Role = (typeof ROLES)[number];

export type Caller =
  | { readonly kind: 'client'; readonly id: string; readonly scopes: readonly Scope[] }
  | { readonly kind: 'operator'; readonly id: string; readonly roles: readonly Role[] }
  | { readonly kind: 'command'; readonly id: string }
  | { readonly kind: 'machine'; readonly id: string };

/** As it stands in the ledger. */
export const actorOf = ({ kind, id }: Caller): string => `${kind}:${id}`;

/** Why nobody may have these roles together; null: somebody may. */
export const rolesClash = (roles: readonly Role[]): string | null =>
  roles.includes('auditor') && roles.length > 1 ? 'An auditor is nothing else: nobody both acts and audits.' : null;
