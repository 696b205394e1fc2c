/**
 * Deletes what nothing allows to be kept any longer: the last thing a night does before its books are closed. Batch by batch, each counted where it
 * is deleted; done twice it deletes nothing more.
 */
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { PROGRAMMES } from '../domain/application.ts';
import { addDays, type Instant, monthsFrom, startOf } from '../domain/period.ts';
import { DATASETS, type Dataset } from '../domain/sources.ts';
import { deleteOldLogs } from '../observe/log-files.ts';
import { PROGRAMME_TABLE } from '../pipeline/5-apply/programmes.ts';
import type { Caller } from '../security/caller.ts';
import { eraseMember } from '../security/erasure/erase.ts';
import type { RetentionRules, Term } from '../security/erasure/rules.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { forgetAllowances } from '../storage/allowances.ts';
import { forgetCauses } from '../storage/causes.ts';
import type { Tx } from '../storage/database.ts';
import { noteDeletion } from '../storage/deletions.ts';
import { type Deriving, deleteDerived } from '../storage/ended-permissions.ts';
import { dropLedgerBefore } from '../storage/ledger.ts';
import { deleteOldMaintenance } from '../storage/maintenance.ts';
import { forgetSignIns } from '../storage/operators.ts';
import {
  deleteEndedRecords,
  deleteOldQuarantine,
  deleteOldReadings,
  deleteOldReplays,
  deleteOldResults,
  deleteOldWork,
  deleteReplacedForms,
  deleteReplacedVersions,
  deleteSettledApplications,
  deleteStrayEvents,
  deleteUnrestricted,
  membersLongGone,
  type Taken,
} from '../storage/retention.ts';
import type { Run } from '../storage/runs.ts';
import { deleteOldCalls } from '../storage/upstream-calls.ts';
import { forgetToldAnswers, forgetVerifications } from '../storage/verifications.ts';
import { defineStep, nothingMore, type Unit } from './step.ts';

/** How long a caller can fetch what it was answered. */
const VERIFICATION_DAYS = 30;
/** Rows of a transaction: few enough that nobody waits for it. */
const BATCH = 2_000;
const PEOPLE_AT_ONCE = 200;

export const enforceRetention = defineStep({
  name: 'retention',
  knowsNobody: true,
  async run(unit, context) {
    const night: Night = { unit, run: unit.run, context };
    await deletePeopleLongGone(night);
    for (const rule of rulesOf(unit.run, context)) await enforce(rule, night);
    await deleteLogs(night);
    return nothingMore;
  },
});

const RETENTION: Caller = { kind: 'machine', id: 'retention' };

const deletion = (rule: string, deleted: number): LedgerDraft => ({
  caller: RETENTION,
  act: 'retention',
  purpose: null,
  subjects: [],
  sources: [],
  outcome: 'done',
  trace: null,
  particulars: { rule, deleted },
});

interface Night {
  readonly unit: Pick<Unit<object, never>, 'save' | 'signal'>;
  readonly run: Run;
  readonly context: Context;
}

interface Rule {
  readonly rule: string;
  readonly take: (tx: Tx) => Promise<Taken>;
}

const rulesOf = ({ runId, date }: Run, { config: { retention: rules }, ledger: { subjectOf } }: Context): readonly Rule[] => {
  const within = ({ months }: Term) => ({ before: monthsFrom(date, -months), limit: BATCH });
  // A day more than what is forgotten below: the ledger has another clock.
  const deriving = { programmesFor, subjectOf, answersSince: startOf(addDays(date, -VERIFICATION_DAYS - 1)) };
  const ofDatasets = (Object.keys(DATASETS) as Dataset[]).flatMap((dataset): readonly Rule[] => [
    { rule: dataset, take: (tx) => deleteReplacedVersions(tx, dataset, within(rules.datasets[dataset])) },
    { rule: dataset, take: (tx) => deleteEndedRecords(tx, dataset, within(rules.datasets[dataset])) },
  ]);
  return [
    { rule: 'permission-ended', take: (tx) => deleteDerived(tx, { runId, limit: PEOPLE_AT_ONCE }, deriving) },
    ...ofDatasets,
    { rule: 'results', take: (tx) => deleteOldResults(tx, within(rules.results)) },
    { rule: 'applications', take: (tx) => deleteReplacedForms(tx, within(rules.applications)) },
    { rule: 'applications', take: (tx) => deleteSettledApplications(tx, UNSUCCESSFUL, within(rules.applications)) },
    ...SUCCESSFUL.map(
      (status): Rule => ({ rule: 'applications', take: (tx) => deleteSettledApplications(tx, [status], within(longest(rules, status))) }),
    ),
    { rule: 'callbacks', take: (tx) => deleteStrayEvents(tx, within(rules.applications)) },
    { rule: 'quarantine', take: (tx) => deleteOldQuarantine(tx, within(rules.quarantine)) },
    { rule: 'quarantine', take: (tx) => deleteOldReplays(tx, within(rules.quarantine)) },
    { rule: 'work', take: (tx) => deleteOldWork(tx, within(rules.work)) },
    { rule: 'work', take: (tx) => forgetCauses(tx, within(rules.work)) },
    { rule: 'readings', take: (tx) => deleteOldReadings(tx, within(rules.readings)) },
    { rule: 'calls', take: (tx) => deleteOldCalls(tx, within(rules.calls)) },
    { rule: 'maintenance', take: (tx) => deleteOldMaintenance(tx, within(rules.calls)) },
    { rule: 'verifications', take: (tx) => forgetVerifications(tx, { before: addDays(date, -VERIFICATION_DAYS), limit: BATCH }) },
    { rule: 'verifications', take: (tx) => forgetToldAnswers(tx, { before: addDays(date, -VERIFICATION_DAYS - 1), limit: BATCH }) },
    { rule: 'allowances', take: (tx) => forgetAllowances(tx, { before: addDays(date, -1), limit: BATCH }) },
    { rule: 'sign-ins', take: (tx) => forgetSignIns(tx, { before: date, limit: BATCH }) },
    { rule: 'ledger-months', take: (tx) => dropMonths(tx, startOf(monthsFrom(date, -rules.ledger.months))) },
    { rule: 'duties-ended', take: (tx) => deleteUnrestricted(tx, date, BATCH) },
  ];
};

const programmesFor: Deriving['programmesFor'] = (purpose) =>
  PROGRAMMES.filter((programme) => PROGRAMME_TABLE[programme].purpose === purpose);

const dropMonths = async (tx: Tx, keptFrom: Instant): Promise<Taken> => ({ deleted: await dropLedgerBefore(tx, keptFrom), more: false });

const UNSUCCESSFUL = ['declined', 'expired', 'refused', 'withdrawn'];
const SUCCESSFUL = ['confirmed', 'granted'] as const;

/** What was confirmed is kept as long as the longest rule about it says. */
const longest = ({ applications, duties }: RetentionRules, status: (typeof SUCCESSFUL)[number]): Term =>
  [applications, ...duties.filter(({ keeps }) => keeps === status)].reduce((most, term) => (term.months > most.months ? term : most));

const enforce = async ({ rule, take }: Rule, { unit, run, context }: Night): Promise<void> => {
  for (let more = true; more; ) {
    unit.signal.throwIfAborted();
    const taken = await unit.save(async (tx) => {
      const batch = await take(tx);
      await noteDeletion(tx, run.runId, { rule, deleted: batch.deleted });
      if (batch.deleted > 0) await context.ledger.append(tx, [deletion(rule, batch.deleted)]);
      return batch;
    });
    if (taken.deleted > 0) context.log.retentionEnforced({ runId: run.runId, rule, deleted: taken.deleted });
    more = taken.more;
  }
};

/** Each in a transaction of its own, as if they had asked for it. */
const deletePeopleLongGone = async ({ unit, run, context }: Night): Promise<void> => {
  const before = monthsFrom(run.date, -context.config.retention.membersWhoLeft.months);
  for (;;) {
    const gone = await membersLongGone(context.pool, { before, limit: PEOPLE_AT_ONCE });
    for (const memberId of gone) {
      unit.signal.throwIfAborted();
      await eraseMember({ memberId, cause: 'left', reason: null, caller: RETENTION }, context);
      await unit.save((tx) => noteDeletion(tx, run.runId, { rule: 'members-who-left', deleted: 1 }));
    }
    if (gone.length < PEOPLE_AT_ONCE) return;
  }
};

/** Only what Huzheng writes itself; a service's log is its supervisor's. */
const deleteLogs = async ({ unit, run, context }: Night): Promise<void> => {
  const { log, retention } = context.config;
  if (log.to === 'stderr') return;
  const deleted = await deleteOldLogs(dirname(log.to.file), startOf(monthsFrom(run.date, -retention.logs.months)));
  await unit.save((tx) => noteDeletion(tx, run.runId, { rule: 'logs', deleted }));
};
