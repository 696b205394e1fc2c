/** Everything a trace can tell: the spans there are, and the only attributes each may carry. They are read as the log's fields are. */
import { type AllowedFields, type FieldRules, fieldsReader } from './fields.ts';

interface SpanRule {
  /** As OpenTelemetry sorts them: what comes in, what goes out, what was queued, the rest. */
  readonly kind: 'internal' | 'server' | 'client' | 'consumer';
  /** Attributes whose values stand in its name after the word: few, and known beforehand. */
  readonly named: readonly string[];
  readonly attributes: FieldRules;
}

export const SPANS = {
  /** The hour has come: where a night's trace begins. */
  tick: { kind: 'internal', named: [], attributes: { date: 'token' } },
  'open-run': { kind: 'internal', named: [], attributes: { runId: 'token?', date: 'token', how: 'token?', code: 'token?' } },
  run: { kind: 'internal', named: [], attributes: { runId: 'token', date: 'token', pass: 'count', status: 'token' } },
  phase: { kind: 'internal', named: ['phase'], attributes: { runId: 'token', pass: 'count', phase: 'token' } },
  attempt: {
    kind: 'consumer',
    named: ['step'],
    attributes: {
      runId: 'token',
      workId: 'token',
      step: 'token',
      source: 'token?',
      dataset: 'token?',
      unit: 'token',
      attempt: 'count',
      outcome: 'token?',
      members: 'count?',
      code: 'token?',
    },
  },
  /** One transaction of an attempt. */
  save: { kind: 'client', named: [], attributes: { members: 'count?', isLast: 'flag', code: 'token?' } },
  call: {
    kind: 'client',
    named: ['source'],
    attributes: { source: 'token', operation: 'token', outcome: 'token', attempt: 'count', httpStatus: 'count?', code: 'token?' },
  },
  deliver: {
    kind: 'internal',
    named: [],
    attributes: { applicationId: 'token', programme: 'token', version: 'count', outcome: 'token?', code: 'token?' },
  },
  request: {
    kind: 'server',
    named: ['method', 'route'],
    attributes: { method: 'token', route: 'token', httpStatus: 'count?', code: 'token?' },
  },
} as const satisfies Readonly<Record<string, SpanRule>>;

export type SpanName = keyof typeof SPANS;
export type SpanFields<S extends SpanName> = AllowedFields<(typeof SPANS)[S]['attributes']>;

/** Of OpenTelemetry's own vocabulary, so that tools know them; the others stand under `huzheng.`. */
const STANDARD: Readonly<Record<string, string>> = {
  method: 'http.request.method',
  route: 'http.route',
  httpStatus: 'http.response.status_code',
  code: 'error.type',
};

export interface ToldSpan {
  readonly title: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** From what is handed in to what is told of it. */
export const spanReader = (name: SpanName): ((given: Readonly<Record<string, unknown>>) => ToldSpan) => {
  const { named, attributes }: SpanRule = SPANS[name];
  const read = fieldsReader(attributes);
  return (given) => {
    const said = read(given) as Readonly<Record<string, string | number | boolean>>;
    return {
      title: [...(name === 'request' ? [] : [name]), ...named.map((field) => String(said[field]))].join(' '),
      attributes: Object.fromEntries(Object.entries(said).map(([field, value]) => [STANDARD[field] ?? `huzheng.${snake(field)}`, value])),
    };
  };
};

const snake = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
