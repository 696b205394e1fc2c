/** What a verification came to, as a person reads it. */
import type { VerificationAnswer } from '../api/verify-identity/answer.ts';
import { instantOf, wallTime } from '../domain/period.ts';

export const answerText = ({ outcome, checks, sources }: VerificationAnswer): string => {
  const checkLines = checks.map(({ check, result, sources: said }) => {
    const told = said.map((one) => `${one.source} ${one.result}`).join(', ');
    return `  ${check.padEnd(22)} ${result.padEnd(9)} ${told}`.trimEnd();
  });
  const sourceLines = sources.map(({ source, status, asOf, latencyMs }) => {
    const when = [asOf === null ? '' : `as of ${localTime(asOf)}`, latencyMs > 0 ? `${latencyMs} ms` : '']
      .filter((text) => text !== '')
      .join(', ');
    return `  ${source.padEnd(22)} ${status.padEnd(9)} ${when}`.trimEnd();
  });
  return `${[outcome, ...checkLines, ...sourceLines].join('\n')}\n`;
};

const localTime = (asOf: string): string => wallTime(instantOf(Date.parse(asOf)));
