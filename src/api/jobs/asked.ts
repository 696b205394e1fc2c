/** What jobs are asked for, by whatever door: a member is looked up on record, and a search that holds somebody's number is none. */
import type { Context } from '../../context.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault, maskedWords } from '../../faults.ts';
import { normalised } from '../../jobs/fingerprint.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import type { JobFilter } from '../../storage/job-lists.ts';
import { idDigestOfMember, personOfMember } from '../../storage/people.ts';

export interface AskedFor extends Omit<JobFilter, 'member' | 'q'> {
  readonly memberId?: string;
  readonly q?: string;
}

type By = Pick<LedgerDraft, 'caller' | 'trace'>;

/** Null: there is nobody whose jobs there could be. Of a member it is on record before anything is answered. */
export const filterOf = async (
  { memberId, q, ...rest }: AskedFor,
  by: By,
  { pool, ledger }: Pick<Context, 'pool' | 'ledger'>,
): Promise<JobFilter | null> => {
  const filter = q === undefined ? rest : { ...rest, q: searchedFor(q) };
  if (memberId === undefined) return filter;
  const [personKey, digest] = [await personOfMember(pool, memberId), await idDigestOfMember(pool, memberId)];
  const subjects = digest === null ? [] : [digest];
  await ledger.record({ ...by, act: 'jobs-of-member', purpose: null, subjects, sources: [], outcome: 'listed' });
  return personKey === null || digest === null ? null : { ...filter, member: { personKey, subject: ledger.subjectOf(digest) } };
};

/** As causes have it; a mere number would be in every cause that has one. */
const searchedFor = (q: string): NonNullable<JobFilter['q']> => {
  const text = searchable(q);
  const words = normalised(text);
  return { text, words: /\p{L}/u.test(words) ? words : text };
};

/** What masking would change may be somebody's number, and has no place in an address. An id of ours may look like one, and is none. */
const searchable = (q: string): string => {
  const text = q.normalize('NFKC').trim();
  if (maskedWords(text) !== text && !isUuid(text))
    throw new Fault('invalid', {
      code: 'field-invalid',
      detail: 'q holds a number that could be somebody’s; search for words, codes or ids of jobs, and for a member by memberId.',
      fields: ['q'],
    });
  return text;
};
