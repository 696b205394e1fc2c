/**
 * The ledger as lines of JSON, for whoever verifies it elsewhere: a header with the public keys, entries and checkpoints in order, and a line
 * that says where it ends. No personal data: subjects are keyed digests. A line has one writing only, so that nothing in it can be turned unnoticed.
 */
import type { Instant } from '../../domain/period.ts';
import type { Purpose, Source } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import { type CryptoSuite, SUITE_NAMES, type SuiteName } from '../crypto-suite.ts';
import { type Entry, type Head, type Link, linkOf, type Particulars } from './chain.ts';
import { type Checkpoint, type PublicKey, publicKeyOf } from './checkpoint.ts';

export type ChainItem = { readonly link: Link; readonly subjects: readonly string[] } | { readonly checkpoint: Checkpoint };

const FORMAT = 'huzheng-audit-ledger';
const VERSION = 1;

export interface Header {
  readonly suite: SuiteName;
  readonly keys: readonly PublicKey[];
}

export const headerLine = ({ suite, keys }: Header): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, suite, keys: keys.map(({ id, key }) => ({ id, key: key.toString('base64') })) });

export const itemLine = (item: ChainItem): string =>
  'checkpoint' in item ? checkpointLine(item.checkpoint) : linkLine(item.link, item.subjects);

const linkLine = ({ text, previous, hash }: Link, subjects: readonly string[]): string =>
  `{"entry":${text},"previous":${JSON.stringify(previous)},"hash":${JSON.stringify(hash)},"subjects":${JSON.stringify(subjects)}}`;

const checkpointLine = ({ seq, hash, at, keyId, signature }: Checkpoint): string =>
  JSON.stringify({ checkpoint: { seq, hash, at, keyId, signature } });

export const endLine = ({ seq, hash }: Head): string => JSON.stringify({ end: { seq, hash } });

/** Throws where the file is not one of these. `suiteOf`: the suite of that name. */
export const readHeader = (line: string, suiteOf: (name: SuiteName) => CryptoSuite): Header => {
  const { suite: stated, keys } = (parsed(line) ?? {}) as { readonly suite?: unknown; readonly keys?: unknown };
  const name = SUITE_NAMES.find((one) => one === stated);
  if (name === undefined || !Array.isArray(keys)) throw notAnExport();
  const suite = suiteOf(name);
  const header = {
    suite: name,
    keys: keys.map((one: { readonly key?: unknown }) => publicKeyOf(suite, Buffer.from(String(one?.key), 'base64'))),
  };
  if (headerLine(header) !== line) throw notAnExport();
  return header;
};

const notAnExport = (): Fault =>
  new Fault('invalid', {
    code: 'not-an-export',
    detail: 'The file does not begin like an export of the audit ledger, or its first line was altered.',
  });

/** Null: the line is not what was written. */
export const readItem = (line: string): ChainItem | { readonly end: Head } | null => {
  const item = itemIn(parsed(line));
  if (item === null) return null;
  return ('end' in item ? endLine(item.end) : itemLine(item)) === line ? item : null;
};

const itemIn = (read: unknown): ChainItem | { readonly end: Head } | null => {
  if (!isObject(read)) return null;
  if ('entry' in read) return linkIn(read as Readonly<Record<string, unknown>>);
  if ('checkpoint' in read && isObject(read.checkpoint))
    return isHex(read.checkpoint, 'signature') ? { checkpoint: read.checkpoint as Checkpoint } : null;
  return 'end' in read && isObject(read.end) ? { end: read.end as Head } : null;
};

const linkIn = ({ entry, previous, hash, subjects }: Readonly<Record<string, unknown>>): ChainItem | null => {
  if (!Array.isArray(entry) || !Array.isArray(subjects)) return null;
  const link = linkOf(entryOf(entry), { previous: String(previous), hash: String(hash) });
  // Capital letters would be the same bytes, and pass unnoticed.
  return [link.previous, link.hash, ...subjects].every((text) => HEX.test(String(text))) ? { link, subjects } : null;
};

const HEX = /^[0-9a-f]+$/;
const isHex = (value: object, name: string): boolean => name in value && HEX.test(String(Reflect.get(value, name)));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** As `canonicalText` wrote it; whatever is not so does not come out the same when it is written again. */
const entryOf = (values: readonly unknown[]): Entry => {
  const [, seq, at, actor, act, purpose, sources, outcome, trace, particulars, subjects, subjectsHash] = values;
  return {
    seq: Number(seq),
    at: String(at) as Instant,
    actor: String(actor),
    act: String(act),
    purpose: purpose as Purpose | null,
    sources: sources as readonly Source[],
    outcome: String(outcome),
    trace: trace as string | null,
    particulars: isObject(particulars) ? (particulars as Particulars) : {},
    subjects: Number(subjects),
    subjectsHash: String(subjectsHash),
  };
};
