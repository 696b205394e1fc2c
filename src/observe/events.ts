/**
 * Everything the log can say: one business event a line, and the only fields it may carry. A field not named here is dropped, one
 * whose value is not what the table allows is withheld. To log more, add it here.
 */
import { asFault, FAULT_POLICY } from '../faults.ts';
import { type AllowedFields, type FieldRules, fieldsReader } from './fields.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

interface EventRule {
  /** `by-fault`: as the fault's kind says (`FAULT_POLICY`). */
  readonly level: LogLevel | 'by-fault';
  readonly fields: FieldRules;
}

export const EVENTS = {
  serviceStarted: { level: 'info', fields: { mode: 'token', database: 'token', port: 'count?' } },
  serviceStopped: { level: 'info', fields: { mode: 'token' } },
  databaseAttached: { level: 'info', fields: { state: 'token' } },
  /** It neither answers nor refuses: its connections were cut, and none is tried with any hope before it is heard again. */
  databaseSilent: { level: 'error', fields: {} },
  databaseHeardAgain: { level: 'info', fields: {} },
  migrationApplied: { level: 'info', fields: { name: 'token' } },
  vaultKeysNotTaken: { level: 'warn', fields: { code: 'token' } },
  keysRotated: { level: 'info', fields: { version: 'count', people: 'count' } },

  runOpened: { level: 'info', fields: { runId: 'token', date: 'token', resumed: 'flag' } },
  runClosed: { level: 'info', fields: { runId: 'token', date: 'token', status: 'token', seconds: 'count' } },
  /** A night looks at everybody: why. */
  everybodyDue: { level: 'info', fields: { runId: 'token', date: 'token', because: 'token' } },
  booksUnbalanced: { level: 'error', fields: { runId: 'token', source: 'token', dataset: 'token' } },

  ruleSetActivated: { level: 'info', fields: { id: 'token', version: 'token', region: 'token', from: 'token', digest: 'token' } },
  ruleSetDiffers: { level: 'warn', fields: { configured: 'token', active: 'token' } },

  pageRead: {
    level: 'debug',
    fields: { runId: 'token', workId: 'token', source: 'token', dataset: 'token', rows: 'count', durationMs: 'count' },
  },
  rowQuarantined: {
    level: 'warn',
    fields: { runId: 'token', workId: 'token', source: 'token', dataset: 'token', reason: 'token', path: 'token?' },
  },

  workFinished: { level: 'debug', fields: { runId: 'token', workId: 'token', step: 'token', attempt: 'count', durationMs: 'count' } },
  workFailed: {
    level: 'by-fault',
    fields: {
      runId: 'token',
      workId: 'token',
      step: 'token',
      attempt: 'count',
      source: 'token?',
      dataset: 'token?',
      retryInMs: 'count?',
      fault: 'fault',
    },
  },

  upstreamCalled: {
    level: 'debug',
    fields: {
      source: 'token',
      operation: 'token',
      outcome: 'token',
      code: 'token?',
      httpStatus: 'count?',
      attempt: 'count',
      durationMs: 'count',
    },
  },

  permissionsEnded: { level: 'info', fields: { runId: 'token', purposes: 'count', datasets: 'count', rows: 'count' } },
  personErased: { level: 'info', fields: { cause: 'token', outcome: 'token', rows: 'count', withdrawing: 'count' } },
  retentionEnforced: { level: 'info', fields: { runId: 'token', rule: 'token', deleted: 'count' } },

  applicationDelivered: { level: 'info', fields: { runId: 'token', applicationId: 'token', programme: 'token', version: 'count' } },
  applicationRefused: {
    level: 'warn',
    fields: { runId: 'token', applicationId: 'token', programme: 'token', version: 'count', reason: 'token' },
  },

  alertChanged: { level: 'info', fields: { alertId: 'token', rule: 'token', kind: 'token' } },
  /** Neither to whom nor in which words: addresses are people's. */
  alertSent: { level: 'info', fields: { messageId: 'token', channel: 'token', outcome: 'token', attempt: 'count', code: 'token?' } },

  /** What the ledger stood at, said outside of the database too: who rewrote it would have to rewrite the log as well. */
  ledgerSigned: { level: 'info', fields: { seq: 'count', hash: 'token', keyId: 'keyId' } },

  /** Who asked about whom stands in the ledger; what was refused is `requestFailed`. */
  requestAnswered: { level: 'debug', fields: { traceId: 'token', method: 'token', route: 'token', status: 'count', durationMs: 'count' } },
  requestFailed: { level: 'by-fault', fields: { traceId: 'token', method: 'token', route: 'token', fault: 'fault' } },

  /** What no one above has answered for: an unhandled rejection, a broken background loop. */
  failed: { level: 'by-fault', fields: { doing: 'token', fault: 'fault' } },
} as const satisfies Readonly<Record<string, EventRule>>;

export type EventName = keyof typeof EVENTS;

export type EventFields<E extends EventName> = AllowedFields<(typeof EVENTS)[E]['fields']>;

interface Said {
  readonly level: LogLevel;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** From what is handed in to the allowed part of it, and the level it is said at. */
export const eventReader = (name: EventName): ((given: Readonly<Record<string, unknown>>) => Said) => {
  const { level, fields }: EventRule = EVENTS[name];
  const read = fieldsReader(fields);
  return (given) => ({
    level: level === 'by-fault' ? FAULT_POLICY[asFault(given['fault']).kind].logLevel : level,
    fields: read(given),
  });
};
