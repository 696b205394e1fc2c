/** Why a call or a job failed, as short as an operator says it. What is not in here stands as its code, beside what our side and the authority said. */
import words from '../../words.json' with { type: 'json' };
import type { Terms } from '../language.tsx';

/** Codes of `src/upstream`, `connectors` and the jobs. Alerts say the same words. */
export const FAULTS: Terms = words.faults;
