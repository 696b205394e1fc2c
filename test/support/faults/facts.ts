/** What a night came to, as far as two nights can be compared; and what is wrong with one, beside an undisturbed one. */
import type { Context } from '../../../src/context.ts';
import type { Day } from '../../../src/domain/period.ts';
import type { Summary } from '../../../src/jobs/summary.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { inspectLedger } from '../../../src/storage/ledger-inspection.ts';
import { resultDigest } from '../../../src/storage/result-digest.ts';
import { latestRunOf } from '../../../src/storage/runs.ts';

export interface Facts {
  readonly status: string;
  readonly runs: number;
  /** Datasets whose line of the books does not balance or is not complete. */
  readonly unbalanced: readonly string[];
  readonly digest: string;
  readonly verification: Summary['verification'] | null;
  /** What the aid system holds and did not give back, by id. */
  readonly taken: readonly string[];
  /** What we say is delivered, with the version. */
  readonly delivered: readonly string[];
  /** The same, as the aid system has it. */
  readonly held: readonly string[];
  readonly puts: { readonly replayed: number; readonly conflicting: number; readonly invalid: number; readonly unknownMember: number };
  /** Applications that the aid system was told to give back. */
  readonly withdrawn: number;
  /** Where we did not keep to an interface, by rule. */
  readonly violations: readonly string[];
  readonly ledger: 'intact' | 'broken';
}

export const factsOf = async ({ pool, vault, ledger, keys }: Context, sandbox: Sandbox, date: Day): Promise<Facts> => {
  const run = await latestRunOf(pool, date);
  const summary = run?.status === 'running' ? null : ((run?.summary ?? null) as Summary | null);
  const inspected = await inspectLedger(pool, { suite: keys.suite, keys: [ledger.publicKey] }, () => undefined);
  const applications = sandbox.applications().filter(({ status }) => status !== 'withdrawn');
  const { replayed, conflicting, invalid, unknownMember, withdrawn } = sandbox.counts().applications;
  const { rows } = await pool.query<{ what: string }>(
    `select application_id || ' ' || delivered_version as what from application where state = 'delivered' order by 1`,
  );
  const { rows: counted } = await pool.query<{ runs: number }>('select count(*)::int as runs from run');
  return {
    status: run?.status ?? 'none',
    runs: counted[0]?.runs ?? 0,
    unbalanced: (summary?.books ?? []).filter((line) => !line.balanced || line.state !== 'complete').map((line) => line.dataset),
    digest: await resultDigest(pool, vault),
    verification: summary?.verification ?? null,
    taken: applications.map(({ applicationId }) => applicationId).toSorted(),
    delivered: rows.map(({ what }) => what),
    held: applications.map(({ applicationId, version }) => `${applicationId} ${version}`).toSorted(),
    puts: { replayed, conflicting, invalid, unknownMember },
    withdrawn,
    violations: [...new Set(sandbox.violations().map(({ source, rule }) => `${source} ${rule}`))],
    ledger: inspected.broken === null ? 'intact' : 'broken',
  };
};

export interface Excuses {
  /** Of an interface, that a wrong clock cannot keep. */
  readonly rules: readonly string[];
  /** What was offered while a source was missing may be taken back when it is there again; what an empty answer says may not. */
  readonly takenBack: boolean;
}

/** Empty: it came to what an undisturbed one comes to, and did nothing twice. */
export const complaintsAbout = (night: Facts, undisturbed: Facts, excused: Excuses): readonly string[] => [
  ...(night.status === 'completed' ? [] : [`the run is ${night.status}`]),
  ...night.unbalanced.map((dataset) => `the books of ${dataset} do not balance`),
  ...differs('the digest of results', night.digest, undisturbed.digest),
  ...differs('verification', night.verification, undisturbed.verification),
  ...differs('what the aid system took', night.taken, undisturbed.taken),
  ...differs('what is said to be delivered, and what the aid system has,', night.delivered, night.held),
  ...Object.entries(night.puts).flatMap(([what, times]) => (times === 0 ? [] : [`${times} deliveries ${what}`])),
  ...(excused.takenBack ? [] : differs('how many applications were taken back', night.withdrawn, undisturbed.withdrawn)),
  ...night.violations.filter((rule) => !excused.rules.some((one) => rule.endsWith(one))).map((rule) => `against the interface: ${rule}`),
  ...(night.ledger === 'intact' ? [] : ['the ledger is broken']),
];

const differs = (what: string, one: unknown, other: unknown): readonly string[] => {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a === b ? [] : [`${what} differs: ${short(a)} against ${short(b)}`];
};

const MOST_SHOWN = 120;
const short = (text = ''): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
