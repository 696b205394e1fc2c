/** `huzheng verify`: one verification. Number and name never stand on the command line, where `ps` shows them. */
import { createInterface } from 'node:readline/promises';
import type { VerificationAnswer } from '../api/verify-identity/answer.ts';
import { type Question, verifyIdentity } from '../api/verify-identity/verify-identity.ts';
import type { Context } from '../context.ts';
import { type IdNumber, type IdNumberFault, parseIdNumber } from '../domain/id-number.ts';
import { Fault } from '../faults.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { commandCaller } from './caller.ts';
import { INTERRUPTED } from './ending.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const verifyPerson = async (
  { live, json }: { readonly live?: true; readonly json?: true },
  { signal }: Interruption,
): Promise<number> => {
  const lines = await readSubject(signal);
  if (lines === null) return INTERRUPTED;
  const subject = subjectOf(lines);
  return withContext(live === true ? 'reconcile' : 'tool', async (context) => {
    const freshness = live === true ? 'live' : 'cached';
    const question: Question = { ...subject, purpose: 'hardship-screening', freshness };
    const answer = await verifyIdentity(question, context);
    await context.ledger.record(verified(question, answer, context));
    process.stdout.write(json === true ? `${JSON.stringify(answer)}\n` : answerText(answer));
    return 0;
  });
};

/** Withheld: nothing was looked at, but somebody was asked about. */
const verified = (
  { idNumber, purpose, freshness }: Question,
  { outcome, sources }: VerificationAnswer,
  { lookup }: Context,
): LedgerDraft => ({
  caller: commandCaller(),
  act: 'verify-identity',
  purpose,
  subjects: [lookup.digest('identity-number', idNumber)],
  sources: sources.flatMap(({ source, status }) => (status === 'withheld' ? [] : [source])),
  outcome,
  trace: null,
  particulars: { freshness },
});

const WHY_NOT: Readonly<Record<IdNumberFault, string>> = {
  absent: 'is missing; give number and name as two lines',
  'number-type': 'is not text',
  'not-text': 'is not text',
  'wrong-form': 'has neither 18 characters nor 15 digits',
  'no-such-date': 'holds a birth date that does not exist',
  'wrong-check-character': 'does not agree with its last character: look for a mistyped digit',
};

const subjectOf = ([number = '', name = '']: readonly string[]): { readonly idNumber: IdNumber; readonly name: string } => {
  const idNumber = parseIdNumber(number);
  if (!idNumber.ok) throw new Fault('invalid', { code: 'identity-number', detail: `The identity number ${WHY_NOT[idNumber.fault]}.` });
  if (name === '') throw new Fault('invalid', { code: 'name-missing', detail: 'The name is missing; give number and name as two lines.' });
  return { idNumber: idNumber.value, name };
};

/** Asked for on a terminal, else read as lines; null: interrupted. */
const readSubject = async (signal: AbortSignal): Promise<readonly string[] | null> => {
  const { stdin, stderr } = process;
  const lines = createInterface({ input: stdin, output: stdin.isTTY ? stderr : undefined, signal });
  const given: string[] = [];
  try {
    if (stdin.isTTY) stderr.write('Identity number 身份证号 and name 姓名, a line each:\n');
    for await (const line of lines) {
      given.push(line.trim());
      if (given.length === 2) break;
    }
    return signal.aborted ? null : given;
  } finally {
    lines.close();
  }
};

const answerText = ({ outcome, checks, sources }: VerificationAnswer): string => {
  const checkLines = checks.map(({ check, result, sources: said }) => {
    const told = said.map((one) => `${one.source} ${one.result}`).join(', ');
    return `  ${check.padEnd(22)} ${result.padEnd(9)} ${told}`.trimEnd();
  });
  const sourceLines = sources.map(({ source, status, asOf, latencyMs }) => {
    const when = [asOf === null ? '' : `as of ${asOf}`, latencyMs > 0 ? `${latencyMs} ms` : ''].filter((text) => text !== '').join(', ');
    return `  ${source.padEnd(22)} ${status.padEnd(9)} ${when}`.trimEnd();
  });
  return `${[outcome, ...checkLines, ...sourceLines].join('\n')}\n`;
};
