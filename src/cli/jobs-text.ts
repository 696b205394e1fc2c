/** Jobs as an operator reads them, and as JSON. */
import type { Attempt, FaultRecord, Work } from '../storage/work.ts';

export const jobJson = (work: Work) => ({
  id: work.workId,
  run: work.runId,
  step: work.step,
  source: work.source,
  dataset: work.dataset,
  unit: work.unit,
  state: work.state,
  attempt: work.attempt,
  members: work.members,
  fault: work.fault,
  fingerprint: work.fingerprint,
  finishedAt: work.finishedAt,
});

/** What went wrong, with what the authority itself said of it; no full stop. */
export const faultText = ({ detail, authority }: FaultRecord): string => {
  const plain = detail.replace(/\.$/, '');
  const said = [
    authority?.httpStatus === undefined || plain.includes(String(authority.httpStatus)) ? '' : `HTTP ${authority.httpStatus}`,
    authority?.code === undefined ? '' : `code ${authority.code}`,
    authority?.message === undefined ? '' : `“${authority.message}”`,
  ].filter((text) => text !== '');
  const from = authority === undefined ? '' : `${authority.source}: `;
  return `${from}${plain}${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
};

const UNITS_SHOWN = 5;
/** Enough of an id to be typed. */
const SHORT_ID = 8;

const place = ({ workId, step, unit }: Work): string => `${workId.slice(0, SHORT_ID)}  ${step}  ${unit}`;

/** Grouped by cause: ten thousand failures of five causes are five headings. `sandbox`: their counterparts are a synthetic city's. */
export const failedText = (failed: readonly Work[], { sandbox }: { readonly sandbox: boolean }): string => {
  if (failed.length === 0) return 'Nothing failed.\n';
  const causes = [...Map.groupBy(failed, (one) => one.fingerprint ?? 'unknown')].map(([fingerprint, work]) => causeText(fingerprint, work));
  return `${causes.join('\n')}\n\nOne of them: \`huzheng jobs show ID\`. Again: \`huzheng jobs retry${sandbox ? ' --sandbox' : ''} --all\`, or --fingerprint F, or by id.\n`;
};

const causeText = (fingerprint: string, work: readonly Work[]): string => {
  const fault = work[0]?.fault ?? null;
  const members = work.reduce((total, one) => total + one.members, 0);
  const cause = fault === null ? 'cause unknown' : `${fault.code}: ${faultText(fault)}`;
  const shown = work.slice(0, UNITS_SHOWN).map((one) => `    ${place(one)}  (${one.runId}, attempt ${one.attempt})`);
  const more = work.length > UNITS_SHOWN ? [`    … and ${work.length - UNITS_SHOWN} more`] : [];
  const touched = members > 0 ? `, ${members} members touched so far` : '';
  return [`${fingerprint}  ${work.length} ${work.length === 1 ? 'job' : 'jobs'}${touched}`, `  ${cause}`, ...shown, ...more].join('\n');
};

export const jobText = (work: Work & { readonly attempts: readonly Attempt[] }): string => {
  const checkpoint = work.checkpoint === null ? 'at its beginning' : `at ${JSON.stringify(work.checkpoint)}`;
  const touched = work.members > 0 ? `, ${work.members} members touched` : '';
  const state = `  ${work.runId}, ${work.state}${touched}, ${checkpoint}`;
  return `${[place(work), state, ...work.attempts.map(attemptText)].join('\n')}\n`;
};

const attemptText = ({ attempt, startedAt, outcome, fault }: Attempt): string =>
  `  attempt ${attempt}  ${startedAt}  ${outcome ?? 'under way'}${fault === null ? '' : `  ${fault.code}: ${faultText(fault)}`}`;
