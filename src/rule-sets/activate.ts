/**
 * Activation: from a day on, a region is judged by another rule set. An explicit act with its reason, in the ledger whether done or refused; what
 * was judged already stays judged by what it was.
 */
import type pg from 'pg';
import type { Day, Instant } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { RuleSetFiles } from '../pipeline/4-screen/rule-check/parsed.ts';
import { confirmedRuleSet, loadRuleSet, type SoundRuleSet } from '../rule-sets.ts';
import type { Caller } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { type Db, inTransaction, type Tx } from '../storage/database.ts';
import type { AuditLedger } from '../storage/ledger.ts';
import { holdActivations, latestNightUnder } from '../storage/rule-sets.ts';
import { findRun } from '../storage/runs.ts';
import { type BacktestReport, isBacktestReport } from './backtest-report.ts';
import { entry, record } from './record.ts';

export interface Wanted {
  readonly files: RuleSetFiles;
  readonly from: Day;
  readonly why: string;
  /** The report as it was read, or why there is none. */
  readonly backtest: { readonly report: unknown } | { readonly without: string };
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
    const backtest = 'without' in wanted.backtest ? wanted.backtest : { report: await reportAbout(confirmed, wanted.backtest, pool) };
    await inTransaction(pool, async (tx) => {
      await holdActivations(tx);
      await assertNotJudged(tx, confirmed, wanted.from);
      const draft = await record(tx, confirmed, { ...wanted, backtest, at: clock() });
      await ledger.append(tx, [draft]);
    });
    return confirmed;
  } catch (thrown) {
    if (thrown instanceof Fault && (thrown.kind === 'invalid' || thrown.kind === 'conflict')) await ledger.record(refusal(wanted, thrown));
    throw thrown;
  }
};

const refusal = ({ by, from }: Wanted, { code }: Fault): LedgerDraft => entry(by, 'refused', { code, from });

const assertNotJudged = async (tx: Tx, { manifest: { region } }: SoundRuleSet, from: Day): Promise<void> => {
  const night = await latestNightUnder(tx, region, from);
  if (night === null) return;
  throw new Fault('conflict', {
    code: 'day-judged',
    detail: `The night of ${night} has been judged already: what was judged is not judged otherwise afterwards. Activate from a later day.`,
  });
};

/** What was looked at before people are judged by this: exactly this, on a night that there was. */
const reportAbout = async ({ digest }: SoundRuleSet, { report }: { readonly report: unknown }, db: Db): Promise<BacktestReport> => {
  const refuse = (code: string, detail: string): Fault => new Fault('invalid', { code, detail });
  if (!isBacktestReport(report))
    throw refuse('no-report', 'That is no back-test report: give the file as `huzheng rules backtest FILE --out REPORT.json` wrote it.');
  if (report.draft.digest !== digest)
    throw refuse(
      'backtest-of-another',
      'The back-test report is about another content than this: back-test exactly what is to be activated.',
    );
  for (const { run } of report.nights) if ((await findRun(db, run.id))?.date === run.date) return report;
  throw refuse('backtest-elsewhere', 'The back-test report is about no night of this city: back-test on nights that were judged here.');
};
