/** Where a span stands, as text that goes from process to process: W3C Trace Context, `traceparent`. */
import { createHash } from 'node:crypto';

export interface Place {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const SAMPLED = 1;
/** A later version may say more after a further hyphen; version 255 is none. */
const FORM = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NONE = /^0+$/;

/** Null: it is none, and is ignored, as the recommendation wants it (§4.3). */
export const placeIn = (traceparent: string | null | undefined): Place | null => {
  const [, version, traceId, spanId, flags, more] = FORM.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (NONE.test(traceId) || NONE.test(spanId) || (version === '00' && more !== undefined)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
};

export const traceparentOf = ({ traceId, spanId, isSampled }: Place): string => `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/**
 * The span of what has a name of its own (a run's pass, a phase, an attempt): the same in every process, so that its children can be told before it is
 * over, and by others than tell of it.
 */
export const spanIdOf = (...names: readonly (string | number)[]): string => {
  const id = createHash('sha256').update(names.join('/')).digest('hex').slice(0, 16);
  return NONE.test(id) ? id.replace(/0$/, '1') : id;
};
