/**
 * `huzheng audit looks`: who looked at one person. By member id; or by identity number, which is all that still leads to what the ledger holds of somebody
 * who was erased. A number never stands on the command line, where `ps` shows it.
 */
import { WHY_NOT } from '../api/verify-identity/question.ts';
import type { Context } from '../context.ts';
import { parseIdNumber } from '../domain/id-number.ts';
import { Fault } from '../faults.ts';
import { noSuchMember } from '../security/erasure/looks-of-erased.ts';
import { auditRead } from '../security/ledger/audit-read.ts';
import { looksAt } from '../storage/ledger-reading.ts';
import { idDigestOfMember } from '../storage/people.ts';
import { askedLines } from './asked-lines.ts';
import { printEntries } from './audit-text.ts';
import { INTERRUPTED } from './ending.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

interface LooksOptions {
  readonly member?: string;
  readonly byNumber?: true;
  readonly limit: number;
  readonly json?: true;
}

type Whose = { readonly member: string } | { readonly idNumber: string };

export const auditLooks = async ({ member, byNumber, limit, json }: LooksOptions, { signal }: Interruption): Promise<number> => {
  if ((member === undefined) === (byNumber === undefined)) throw oneOfTwo();
  const whose = member === undefined ? await numberAsked(signal) : { member };
  if (whose === null) return INTERRUPTED;
  return withContext('tool', async (context) => {
    const digest = await idDigestOf(whose, context);
    await context.ledger.record(auditRead({ caller: thisUser(), subjects: [digest], outcome: 'listed', trace: null }));
    const found = await looksAt(context.pool, { subject: context.ledger.subjectOf(digest), before: null, limit: limit + 1 });
    printEntries(found, { limit, json });
    return 0;
  });
};

const numberAsked = async (signal: AbortSignal): Promise<Whose | null> => {
  const lines = await askedLines({ prompt: 'Identity number 身份证号:', lines: 1 }, signal);
  if (lines === null) return null;
  const read = parseIdNumber(lines[0]);
  if (!read.ok) throw new Fault('invalid', { code: 'field-invalid', detail: `The identity number ${WHY_NOT[read.fault]}.` });
  return { idNumber: read.value };
};

const idDigestOf = async (whose: Whose, { pool, lookup }: Pick<Context, 'pool' | 'lookup'>): Promise<Buffer> => {
  if ('idNumber' in whose) return lookup.digest('identity-number', whose.idNumber);
  const digest = await idDigestOfMember(pool, whose.member);
  if (digest === null) throw await noSuchMember(whose.member, { pool, lookup });
  return digest;
};

const oneOfTwo = (): Fault =>
  new Fault('invalid', {
    code: 'nothing-chosen',
    detail: 'Say who: --member ID, or --by-number, which asks for the identity number.',
  });
