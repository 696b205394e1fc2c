/** That an operator has paused a source, as calls to it see it. */
import type { Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';

/** The code of every call that is refused because its source is paused. */
export const SOURCE_PAUSED = 'source-paused';

/** Null: it is not paused. `until` null: until somebody resumes it. */
export type PauseOf = (source: Source) => Promise<{ readonly until: Instant | null } | null>;
