/** Code tables as 1901 answers them (`domain.md` §1.5): every edition of every entry, of which the newest counts, if it is still valid. */
import { createHash } from 'node:crypto';
import { instantOf, wallTime } from '../../src/domain/period.ts';
import type { Call, Dictionary } from '../../src/upstream/connector.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';
import { nodesOf } from './answer.ts';
import { emptyTable } from './faults.ts';
import type { Session } from './session.ts';
import type { components } from './upstream.ts';

/** The regional tables: each deployment's own (`domain.md` §1.6 and §1.9). Asked for one by one: one that fails takes along nobody who needs the other. */
export type Table = Extract<components['schemas']['DictionaryInput']['data']['type'], 'psn_idet_type' | 'psn_cert_type'>;
type Labels = Readonly<Record<string, string>>;

/** `at`: epoch milliseconds, the moment whose table is wanted. */
export const readDictionary = async (
  { ask }: Pick<Session, 'ask'>,
  { table, admdvs, at }: { readonly table: Table; readonly admdvs: string; readonly at: number },
  call: Call,
): Promise<Dictionary> => {
  const output = await ask({ infno: '1901', input: { data: { type: table, admdvs, date: wallTime(instantOf(at)) } } }, call);
  const entries = nodesOf(output, 'list', '1901').flatMap((stated) => readEntry(table, stated) ?? []);
  // Believed, it would take the meaning of every code that it gave before (`design.md`, promise 2).
  if (entries.every(({ label }) => label === null)) throw emptyTable('1901', table);
  return dictionaryOf(table, labelsOf(entries));
};

/** A table may change without a new version: the edition is named by what the table says. */
const dictionaryOf = (table: Table, labels: Labels): Dictionary => {
  const said = [table, Object.entries(labels).sort()];
  return { version: createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16), tables: { [table]: labels } };
};

interface Entry {
  readonly code: string;
  readonly label: string | null;
  readonly isValid: boolean;
  /** Version, then date of creation. */
  readonly edition: readonly [string, string];
}

/** A code whose newest edition is retired, or has no label, means nothing. */
const labelsOf = (entries: readonly Entry[]): Labels => {
  const newest = new Map<string, Entry>();
  for (const entry of entries) {
    const known = newest.get(entry.code);
    if (known === undefined || isNewer(entry, known)) newest.set(entry.code, entry);
  }
  return Object.fromEntries([...newest.values()].flatMap(({ code, label, isValid }) => (isValid && label !== null ? [[code, label]] : [])));
};

/** Entries of other tables are passed over. */
const readEntry = (table: Table, stated: unknown): Entry | null => {
  const { type, value, label, valiFlag, version, createDate } = recordOf(stated) ?? {};
  const code = textOf(value);
  if (code === null || (textOf(type) ?? table) !== table) return null;
  return {
    code,
    label: textOf(label),
    isValid: (textOf(valiFlag) ?? '1') === '1',
    edition: [textOf(version) ?? '', textOf(createDate) ?? ''],
  };
};

/** `V1.10` is newer than `V1.9`. Of two alike, the later in the list. */
const isNewer = (entry: Entry, known: Entry): boolean => {
  const [byVersion, byDate] = [0, 1].map((part) => NUMERICALLY.compare(entry.edition[part] ?? '', known.edition[part] ?? ''));
  return (byVersion || byDate || 0) >= 0;
};

const NUMERICALLY = new Intl.Collator('en', { numeric: true });
