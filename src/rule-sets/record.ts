/** What an activation leaves behind: the rule set word for word, from when it judges and why, and an entry for the ledger. */
import type { Day, Instant } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { SoundRuleSet } from '../rule-sets.ts';
import { actorOf, type Caller } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import type { Tx } from '../storage/database.ts';
import { type Activation, insertActivation, storeRuleSet } from '../storage/rule-sets.ts';

interface Act extends Pick<Activation, 'why' | 'backtest'> {
  readonly from: Day;
  readonly by: Caller;
  readonly at: Instant;
}

/** Stores and activates in a transaction that holds the activations; answers what belongs into the ledger. */
export const record = async (
  tx: Tx,
  { manifest, digest, files }: SoundRuleSet,
  { from, why, backtest, by, at }: Act,
): Promise<LedgerDraft> => {
  const { id, version, region } = manifest;
  if (!(await storeRuleSet(tx, { digest, id, version, region, files }, at)))
    throw new Fault('conflict', {
      code: 'edition-taken',
      detail: `${id} ${version} is known here with other content: an edition never changes; give this one another version.`,
    });
  const isNew = await insertActivation(tx, { region, effectiveFrom: from, digest, by: actorOf(by), why, backtest, activatedAt: at });
  if (!isNew)
    throw new Fault('conflict', {
      code: 'day-taken',
      detail: `In ${region} a rule set is active from ${from} already (\`huzheng rules list\`); choose another day.`,
    });
  return entry(by, 'done', { ruleSet: id, version, region, digest, from });
};

/** What the ledger has of an activation, done or refused. */
export const entry = (caller: Caller, outcome: string, particulars: NonNullable<LedgerDraft['particulars']>): LedgerDraft => ({
  caller,
  act: 'rule-set-activated',
  purpose: null,
  subjects: [],
  sources: [],
  outcome,
  trace: null,
  particulars,
});
