/**
 * One name for one cause: failures alike in source, kind, code and the authority's own words are one thing to an operator. A drop of each dataset is one of its
 * own, by whichever code: what is answered to one says nothing of the others.
 */
import { createHash } from 'node:crypto';
import { CODES_OF_DROPS } from '../domain/drops.ts';
import type { Cause } from '../storage/causes.ts';
import type { FaultRecord, Work } from '../storage/work.ts';

/** Migration 0014 names what had failed before in the same way. */
export const causeOf = ({ source, dataset }: Pick<Work, 'source' | 'dataset'>, { kind, code, detail, authority }: FaultRecord): Cause => {
  const asked = source ?? (authority?.source as Cause['source'] | undefined) ?? null;
  const authorityCode = authority?.code ?? null;
  const message = authority?.message === undefined ? null : normalised(authority.message);
  return {
    fingerprint: fingerprintOf(
      dataset !== null && CODES_OF_DROPS.includes(code)
        ? [asked ?? '', 'drop', dataset]
        : [asked ?? '', kind, code, authorityCode ?? '', message ?? ''],
    ),
    source: asked,
    kind,
    code,
    authorityCode,
    message,
    detail,
  };
};

const fingerprintOf = (words: readonly string[]): string => createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 8);

/**
 * The words without what differs from one failure to the next: numbers, times, ids of requests and batches. Numbers in a row are one, since
 * nobody cares how many rows or hours are listed; spaces beside Chinese say nothing.
 */
export const normalised = (message: string): string =>
  message
    .normalize('NFKC')
    .replace(ID, '#')
    .replace(NUMBER, '#')
    .replace(NUMBERS_IN_A_ROW, '#')
    .replace(/\s+/g, ' ')
    .replace(SPACE_BESIDE_CHINESE, '')
    .trim()
    .replace(/[.。!]+$/, '');

/** Six characters or more with a digit among them: shorter ones may be a word, as SM2 or E1201. */
const ID = /(?=[A-Za-z0-9_*.:/+-]{6})[A-Za-z0-9_*]*[0-9][A-Za-z0-9_*]*(?:[.:/+-][A-Za-z0-9_*]+)*/g;
const NUMBER = /[0-9][A-Za-z0-9*]*/g;
const NUMBERS_IN_A_ROW = /#(?:[ \t,.:;/+-]*#)+/g;
const SPACE_BESIDE_CHINESE = / (?=[^ -~])|(?<=[^ -~]) /g;
