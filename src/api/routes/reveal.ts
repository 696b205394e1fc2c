/**
 * Shows one operator who a member is, because somebody has to be called or a register corrected. Counted before anything is looked up, entered in the
 * ledger before it is answered, and answered alike for everybody about whom nothing is open: those who never were, have left, or were erased.
 */
import type { Context } from '../../context.ts';
import { DAY, dayAt, epochOf, instantOf, startOf } from '../../domain/period.ts';
import type { Purpose } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { takeAllowance } from '../../storage/allowances.ts';
import { openMember } from '../../storage/open-member.ts';
import { idDigestsOf, membersByKey, type StoredMember } from '../../storage/people.ts';
import { concernedMember } from '../../storage/reveals.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';

type Schemas = components['schemas'];

interface Asked {
  readonly memberId: string;
  readonly purpose: Purpose;
}

export const revealMember: Route = (context) => async (request, response) => {
  const { memberId } = parametersOf<{ readonly memberId: string }>(response);
  const { purpose, why: stated } = bodyOf<{ readonly purpose: Purpose; readonly why: string }>(request);
  const why = whyIn({ why: stated });
  const caller = callerOf(response);
  const record = (look: Pick<LedgerDraft, 'subjects' | 'sources' | 'outcome'>): Promise<void> =>
    context.ledger.record({ ...look, act: 'member-revealed', purpose, caller, trace: admittedTo(response).traceId, particulars: { why } });
  if (!(await spendOne(caller.id, context))) {
    await record({ subjects: [], sources: [], outcome: 'refused' });
    throw budgetSpent(context.now());
  }
  const member = await concerned({ memberId, purpose }, context);
  if (member === null) {
    await record({ subjects: [], sources: [], outcome: 'none' });
    throw noSuchMember();
  }
  const { name, idNumber, mobile, employerName } = openMember(member, context.vault);
  await record({ subjects: await idDigestsOf(context.pool, [member.personKey]), sources: ['aid-system'], outcome: 'shown' });
  const { district } = member.content;
  response.json({ memberId, name, idNumber, mobile, district, employer: employerName } satisfies Schemas['RevealedMember']);
};

/** Of this operator's day, Shanghai. */
const spendOne = async (operatorId: string, { pool, config, now }: Pick<Context, 'pool' | 'config' | 'now'>): Promise<boolean> => {
  const windowStart = startOfToday(now());
  return (await takeAllowance(pool, { lane: `reveal/${operatorId}`, windowStart, limit: config.revealsPerDay }, 1)) === 1;
};

const startOfToday = (now: number): number => epochOf(startOf(dayAt(instantOf(now))));

/** Null: whoever it is, nothing is open about them for that purpose. */
const concerned = async (asked: Asked, { pool }: Pick<Context, 'pool'>): Promise<StoredMember | null> => {
  const personKey = await concernedMember(pool, asked);
  const [member = null] = personKey === null ? [] : await membersByKey(pool, [personKey]);
  return member;
};

const budgetSpent = (now: number): Fault =>
  new Fault('busy', {
    code: 'reveals-spent',
    detail: 'You have had as many members revealed today as one operator may; whoever needs more asks an administrator to raise it.',
    retryAfterMs: startOfToday(now) + DAY - now,
  });

const noSuchMember = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-member',
    detail: 'There is no such member about whom anything is open for this purpose.',
    fields: ['memberId'],
  });
