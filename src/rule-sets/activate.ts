/**
 * Activation: from a day on, a region is judged by another rule set. An explicit act with its reason, in the ledger whether done or refused; what
 * was judged already stays judged by what it was.
 */
import type pg from 'pg';
import type { Day, Instant } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { RuleSetFiles } from '../pipeline/4-screen/rule-check/parsed.ts';
import { confirmedRuleSet, loadRuleSet, type SoundRuleSet } from '../rule-sets.ts';
import { actorOf, type Caller } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import type { AuditLedger } from '../storage/ledger.ts';
import { type Activation, holdActivations, insertActivation, latestNightUnder, storeRuleSet } from '../storage/rule-sets.ts';

export interface Wanted {
  readonly files: RuleSetFiles;
  readonly from: Day;
  readonly why: string;
  readonly backtest: Activation['backtest'];
  readonly by: Caller;
}

interface Tools {
  readonly pool: pg.Pool;
  readonly ledger: AuditLedger;
  readonly clock: () => Instant;
}

/** Throws `invalid` for a rule set that may not judge on that day, `conflict` where the day or the edition is taken or judged already. */
export const activate = async (wanted: Wanted, { pool, ledger, clock }: Tools): Promise<SoundRuleSet> => {
  try {
    const confirmed = confirmedRuleSet(wanted.files, wanted.from);
    loadRuleSet(confirmed.files, wanted.from);
    assertAboutIt(wanted.backtest, confirmed);
    await inTransaction(pool, async (tx) => {
      await holdActivations(tx);
      await assertNotJudged(tx, confirmed, wanted.from);
      const draft = await record(tx, confirmed, { ...wanted, at: clock() });
      await ledger.append(tx, [draft]);
    });
    return confirmed;
  } catch (thrown) {
    if (thrown instanceof Fault && (thrown.kind === 'invalid' || thrown.kind === 'conflict')) await ledger.record(refusal(wanted, thrown));
    throw thrown;
  }
};

/** Stores and activates in a transaction that holds the activations; answers what belongs into the ledger. */
export const record = async (
  tx: Tx,
  { manifest, digest, files }: SoundRuleSet,
  { from, why, backtest, by, at }: Omit<Wanted, 'files'> & { readonly at: Instant },
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

const entry = (caller: Caller, outcome: string, particulars: NonNullable<LedgerDraft['particulars']>): LedgerDraft => ({
  caller,
  act: 'rule-set-activated',
  purpose: null,
  subjects: [],
  sources: [],
  outcome,
  trace: null,
  particulars,
});

const refusal = ({ by, from }: Wanted, { code }: Fault): LedgerDraft => entry(by, 'refused', { code, from });

const assertNotJudged = async (tx: Tx, { manifest: { region } }: SoundRuleSet, from: Day): Promise<void> => {
  const night = await latestNightUnder(tx, region, from);
  if (night === null) return;
  throw new Fault('conflict', {
    code: 'day-judged',
    detail: `The night of ${night} has been judged already: what was judged is not judged otherwise afterwards. Activate from a later day.`,
  });
};

/** A report that names the draft it is about must name this one. */
const assertAboutIt = (backtest: Activation['backtest'], { digest }: SoundRuleSet): void => {
  const draft = 'report' in backtest && 'draft' in backtest.report ? backtest.report.draft : null;
  const named = typeof draft === 'object' && draft !== null && 'digest' in draft ? draft.digest : undefined;
  if (named !== undefined && named !== digest)
    throw new Fault('invalid', {
      code: 'backtest-of-another',
      detail: 'The back-test report is about another content than this: back-test exactly what is to be activated.',
    });
};
