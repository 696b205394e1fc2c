/** A case by its member, purpose and episode: what closes and comes back within an episode is the same case. */
import { uuidOf } from '../../domain/uuid.ts';
import type { Case } from './types.ts';

/** Never to change: every case ever opened is named with it. */
const NAMESPACE = '0d6f5f0a-51d9-5d59-8b7a-5a7f5a7c1f57';

export const caseIdOf = (memberId: string, { purpose, episode }: Pick<Case, 'purpose' | 'episode'>): string =>
  uuidOf(NAMESPACE, [memberId, purpose, episode]);
