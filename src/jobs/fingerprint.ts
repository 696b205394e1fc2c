/** One name for one cause: failures alike in source, kind, code and the authority's own words are one thing to an operator. */
import { createHash } from 'node:crypto';
import { DATASETS } from '../domain/sources.ts';
import type { Work } from '../storage/work.ts';

export const fingerprintOf = ({ dataset, fault }: Pick<Work, 'dataset' | 'fault'>): string => {
  const words = [
    dataset === null ? '' : DATASETS[dataset].source,
    fault?.kind,
    fault?.code,
    fault?.authority?.code,
    fault?.authority?.message?.replace(/\d+/g, '#'),
  ];
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 8);
};
