/** What verification says of a dossier, cut down to what a table of a test can show. */

import type { Authority } from '../../src/domain/sources.ts';
import type { Dossier } from '../../src/pipeline/2-normalise/types.ts';
import type { Check, DiscrepancyKind, Finding } from '../../src/pipeline/3-verify/types.ts';
import { verify } from '../../src/pipeline/3-verify/verify.ts';

export const findingOf = (dossier: Dossier, check: Check): Finding => {
  const finding = verify(dossier).findings.find((one) => one.check === check);
  if (finding === undefined) throw new Error(`verification left out ${check}`);
  return finding;
};

/** `corroborated yes dibao` */
export const verdictOf = (dossier: Dossier, check: Check): string => {
  const { verdict, holds, value } = findingOf(dossier, check);
  return [verdict, holds === null ? null : holds ? 'yes' : 'no', value].filter((word) => word !== null).join(' ');
};

/** `mismatch dibao`, `unknown: stale`; an em dash where the check does not ask this source. */
export const statementOf = (dossier: Dossier, check: Check, source: Authority): string => {
  const statement = findingOf(dossier, check).statements.find((one) => one.source === source);
  if (statement === undefined) return '—';
  return statement.reason === null
    ? [statement.result, statement.value].filter((word) => word !== null).join(' ')
    : `${statement.result}: ${statement.reason}`;
};

export const discrepanciesOf = (dossier: Dossier): readonly DiscrepancyKind[] => verify(dossier).discrepancies.map(({ kind }) => kind);
