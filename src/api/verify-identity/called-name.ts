/**
 * The check of identity, for the name the caller gives. Sources were compared with the roster's name when their rows came; a caller's name that is
 * written otherwise is compared with a source's by digest, else by way of the roster where the two are the same name, else it is *unknown*
 * (`design.md`, "Storage"). Pure.
 */
import type { Grade } from '../../domain/grade.ts';
import type { Authority } from '../../domain/sources.ts';
import type { CheckResult, Finding, Statement } from '../../pipeline/3-verify/types.ts';
import { weigh } from '../../pipeline/3-verify/weigh.ts';

export interface CalledName {
  /** The caller's name against the roster's. */
  readonly againstRoster: Grade;
  /** Sources whose own copy is the caller's name. */
  readonly heldBy: ReadonlySet<Authority>;
}

const BY_WAY_OF_ROSTER: Readonly<Record<Grade, CheckResult>> = {
  equal: 'match',
  similar: 'similar',
  different: 'mismatch',
  'not-stated': 'unknown',
};

export const underCalledName = (identity: Finding, called: CalledName): Finding => {
  if (called.againstRoster === 'equal') return identity;
  const statements = identity.statements.map((statement) => statementFor(statement, called));
  return { ...identity, ...weigh(statements, { claims: {}, silenceDenies: [] }), statements };
};

const statementFor = (statement: Statement, { againstRoster, heldBy }: CalledName): Statement => {
  if (statement.result === 'not-held' || statement.result === 'unknown') return statement;
  if (heldBy.has(statement.source)) return { ...statement, result: 'match', reason: null };
  if (statement.result !== 'match') return { ...statement, result: 'unknown', reason: 'not-stated' };
  return { ...statement, result: BY_WAY_OF_ROSTER[againstRoster] };
};
