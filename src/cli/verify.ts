/** `huzheng verify`: one verification. Number and name never stand on the command line, where `ps` shows them. */
import { createInterface } from 'node:readline/promises';
import { verifyIdentity } from '../api/verify-identity/verify-identity.ts';
import type { VerificationAnswer } from '../api/verify-identity/answer.ts';
import { parseIdNumber } from '../domain/id-number.ts';
import { Fault } from '../faults.ts';
import { withContext } from './session.ts';

export const verifyPerson = async ({ live, json }: { readonly live?: true; readonly json?: true }): Promise<number> => {
  const [number = '', name = ''] = await readSubject();
  const idNumber = parseIdNumber(number);
  if (!idNumber.ok) throw new Fault('invalid', { code: 'identity-number', detail: `The identity number cannot be used (${idNumber.fault}).` });
  if (name === '') throw new Fault('invalid', { code: 'name-missing', detail: 'The name is missing; give number and name as two lines.' });
  return withContext(live === true ? 'reconcile' : 'tool', async (context) => {
    const answer = await verifyIdentity({ idNumber: idNumber.value, name, purpose: 'hardship-screening', freshness: live === true ? 'live' : 'cached' }, context);
    process.stdout.write(json === true ? `${JSON.stringify(answer)}\n` : answerText(answer));
    return 0;
  });
};

const readSubject = async (): Promise<readonly string[]> => {
  const lines = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stderr : undefined });
  try {
    if (process.stdin.isTTY) return [await lines.question('Identity number 身份证号: '), await lines.question('Name 姓名: ')].map((line) => line.trim());
    const given: string[] = [];
    for await (const line of lines) given.push(line.trim());
    return given;
  } finally {
    lines.close();
  }
};

const answerText = ({ outcome, checks, sources }: VerificationAnswer): string => {
  const checkLines = checks.map(({ check, result, sources: said }) => `  ${check.padEnd(22)} ${result.padEnd(9)} ${said.map((one) => `${one.source} ${one.result}`).join(', ')}`);
  const sourceLines = sources.map(({ source, status, asOf, latencyMs }) => `  ${source.padEnd(22)} ${status.padEnd(9)} ${asOf === null ? '' : `as of ${asOf}`}${latencyMs > 0 ? `, ${latencyMs} ms` : ''}`);
  return `${outcome}\n${checkLines.join('\n')}\n${sourceLines.join('\n')}\n`;
};
