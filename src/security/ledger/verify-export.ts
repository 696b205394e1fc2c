/** Verifies an export line by line, in constant memory: needs nothing but the file, and the id of the key that is trusted. Pure. */
import type { CryptoSuite, SuiteName } from '../crypto-suite.ts';
import type { Head } from './chain.ts';
import { type ChainItem, readHeader, readItem } from './export.ts';
import { type Inspected, type Inspector, inspector } from './inspect.ts';

export interface ExportTrust {
  readonly suiteOf: (name: SuiteName) => CryptoSuite;
  /** The id of the only key to be believed. Null believes those that the export itself names, which whoever forged it would name too. */
  readonly keyId: string | null;
}

export interface InspectedExport extends Inspected {
  /** Ids of the keys it names. */
  readonly keys: readonly string[];
}

/** `lines` come in pieces, without their ends; `seen` is told after each piece how many there were so far. */
export const verifyExport = async (
  lines: AsyncIterable<readonly string[]>,
  trust: ExportTrust,
  seen: (lines: number) => void,
): Promise<InspectedExport> => {
  const verifier = exportVerifier(trust);
  let read = 0;
  for await (const piece of lines) {
    if (!piece.every(verifier.line)) break;
    read += piece.length;
    seen(read);
  }
  return verifier.end();
};

const exportVerifier = (trust: ExportTrust) => {
  let opened: Opened | null = null;
  let end: Head | null = null;
  const begun = (line: string): Opened => {
    opened ??= open(line, trust);
    return opened;
  };
  return {
    /** False: there is no need to read on. */
    line: (line: string): boolean => {
      if (opened === null) {
        begun(line);
        return true;
      }
      const item = end === null ? readItem(line) : null;
      if (item === null) return opened.chain.unreadable();
      if (!('end' in item)) return inspect(opened.chain, item);
      end = item.end;
      return true;
    },
    end: (): InspectedExport => {
      const { chain, keys } = begun('');
      return { ...chain.end(end), keys };
    },
  };
};

/** True: go on. */
export const inspect = (chain: Inspector, item: ChainItem): boolean =>
  'checkpoint' in item ? chain.checkpoint(item.checkpoint) : chain.link(item.link, item.subjects);

interface Opened {
  readonly chain: Inspector;
  readonly keys: readonly string[];
}

const open = (line: string, { suiteOf, keyId }: ExportTrust): Opened => {
  const { suite, keys } = readHeader(line, suiteOf);
  const trusted = keys.filter(({ id }) => keyId === null || id === keyId);
  return { chain: inspector({ suite: suiteOf(suite), keys: trusted }), keys: keys.map(({ id }) => id) };
};
