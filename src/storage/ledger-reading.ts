/** Reads the audit ledger: along the chain for whoever verifies or exports it, and page by page for whoever asks what was done, or who looked. */
import type { Instant } from '../domain/period.ts';
import type { Purpose, Source } from '../domain/sources.ts';
import { type Entry, type Link, linkOf } from '../security/ledger/chain.ts';
import type { Checkpoint } from '../security/ledger/checkpoint.ts';
import type { ChainItem } from '../security/ledger/export.ts';
import type { Db } from './database.ts';

interface LinkRow extends Omit<Entry, 'sources'> {
  readonly sources: string;
  readonly previous: string;
  readonly hash: string;
}

const ENTRY = `seq, at, actor, act, purpose, array_to_string(sources, ',') as sources, outcome, trace, particulars, subjects, encode(subjects_hash, 'hex') as "subjectsHash"`;
const LINK = `${ENTRY}, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash`;
const CHECKPOINT = `seq, encode(hash, 'hex') as hash, at, key_id as "keyId", encode(signature, 'hex') as signature`;

/** What was written without a source was written as nothing between commas. */
const sourcesOf = (joined: string): readonly Source[] => (joined === '' ? [] : (joined.split(',') as Source[]));

const linkIn = ({ sources, previous, hash, ...entry }: LinkRow): Link =>
  linkOf({ ...entry, sources: sourcesOf(sources) }, { previous, hash });

const ENTRIES_AT_ONCE = 2_000;
const SUBJECTS_AT_ONCE = 50_000;

/**
 * Everything from the first entry kept to the one numbered `to`, in order, in pieces that fit into memory however long the ledger is. A piece is
 * a stretch of numbers, found by key: "the next so many" would be planned as sorting all that is left, again and again.
 */
export async function* chainUpTo(db: Db, to: number): AsyncGenerator<readonly ChainItem[]> {
  let next = await firstFrom(db, 1);
  let isBeginning = true;
  while (next !== null && next <= to) {
    const links = fitting(await linksIn(db, { from: next, to: Math.min(to, next + ENTRIES_AT_ONCE - 1) }));
    const last: number = links.at(-1)?.entry.seq ?? next;
    // What stands before the first entry is the checkpoint up to which retention dropped what came before it.
    yield await itemsOf(db, links, { from: isBeginning ? next - 1 : next, to: last });
    isBeginning = false;
    next = await firstFrom(db, last + 1);
  }
}

const firstFrom = async (db: Db, seq: number): Promise<number | null> => {
  const { rows } = await db.query<{ seq: number | null }>(`select min(seq) as seq from ledger_entry where seq >= $1`, [seq]);
  return rows[0]?.seq ?? null;
};

const linksIn = async (db: Db, { from, to }: Stretch): Promise<readonly Link[]> => {
  const { rows } = await db.query<LinkRow>({
    name: 'ledger-links',
    text: `select ${LINK} from ledger_entry where seq between $1 and $2 order by seq, at`,
    values: [from, to],
  });
  return rows.map(linkIn);
};

/** No more than whose subjects fit; of one number everything or nothing. */
const fitting = (links: readonly Link[]): readonly Link[] => {
  let subjects = 0;
  const beyond = links.findIndex(({ entry }, index) => {
    subjects += entry.subjects;
    return index > 0 && subjects > SUBJECTS_AT_ONCE && entry.seq !== links[index - 1]?.entry.seq;
  });
  return beyond === -1 ? links : links.slice(0, beyond);
};

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Of a stretch, both ends included. */
const itemsOf = async (db: Db, links: readonly Link[], stretch: Stretch): Promise<readonly ChainItem[]> => {
  const [subjects, checkpoints] = [await subjectsIn(db, stretch), await checkpointsIn(db, stretch)];
  const before = checkpoints.get(stretch.from);
  const isBeginning = links[0] !== undefined && links[0].entry.seq > stretch.from;
  return [
    ...(isBeginning && before !== undefined ? [{ checkpoint: before }] : []),
    ...links.flatMap((link): readonly ChainItem[] => {
      const { seq } = link.entry;
      const checkpoint = checkpoints.get(seq);
      const item = { link, subjects: subjects.get(seq) ?? [] };
      return checkpoint === undefined ? [item] : [item, { checkpoint }];
    }),
  ];
};

const DIGEST_LENGTH = 32;

const subjectsIn = async (db: Db, { from, to }: Stretch): Promise<ReadonlyMap<number, readonly string[]>> => {
  const { rows } = await db.query<{ seq: number; subjects: string }>({
    name: 'ledger-subjects',
    text: `select seq, string_agg(encode(subject, 'hex'), '' order by subject) as subjects from ledger_subject where seq between $1 and $2 group by seq`,
    values: [from, to],
  });
  return new Map(rows.map(({ seq, subjects }) => [seq, subjects.match(new RegExp(`.{1,${DIGEST_LENGTH}}`, 'g')) ?? []]));
};

const checkpointsIn = async (db: Db, { from, to }: Stretch): Promise<ReadonlyMap<number, Checkpoint>> => {
  const { rows } = await db.query<Checkpoint>(`select ${CHECKPOINT} from ledger_checkpoint where seq between $1 and $2`, [from, to]);
  return new Map(rows.map((checkpoint) => [checkpoint.seq, checkpoint]));
};

/** What is shown of an entry: what binds it is for whoever verifies. */
export interface ShownEntry extends Omit<Entry, 'subjectsHash'> {}

export interface EntryQuery {
  readonly actor: string | null;
  readonly act: string | null;
  readonly from: Instant | null;
  /** Exclusive. */
  readonly to: Instant | null;
  /** Only entries before this one. */
  readonly before: number | null;
  readonly limit: number;
}

const SHOWN = `seq, at, actor, act, purpose, sources, outcome, trace, particulars, subjects`;

/** The newest first. */
export const listEntries = async (db: Db, { actor, act, from, to, before, limit }: EntryQuery): Promise<readonly ShownEntry[]> => {
  // Named only where they are asked for: a plan is made without knowing what is null.
  const named = Object.entries({ actor, act }).filter(([, value]) => value !== null);
  const { rows } = await db.query<ShownEntry>(
    `select ${SHOWN} from ledger_entry
      where at >= coalesce($1, '-infinity'::timestamptz) and at < coalesce($2, 'infinity'::timestamptz) and seq < coalesce($3, ${Number.MAX_SAFE_INTEGER}::bigint)
        ${named.map(([column], index) => `and ${column} = $${index + 5}`).join(' ')}
      order by seq desc limit $4`,
    [from, to, before, limit, ...named.map(([, value]) => value)],
  );
  return rows;
};

export interface Look extends Omit<ShownEntry, 'particulars' | 'subjects'> {
  readonly purpose: Purpose | null;
}

/** Who looked at this subject, the newest first. */
export const looksAt = async (
  db: Db,
  { subject, before, limit }: { readonly subject: string; readonly before: number | null; readonly limit: number },
): Promise<readonly Look[]> => {
  const { rows } = await db.query<Look>(
    `select e.seq, e.at, e.actor, e.act, e.purpose, e.sources, e.outcome, e.trace
       from (select seq, at from ledger_subject where subject = decode($1, 'hex') and ($2::bigint is null or seq < $2) order by seq desc limit $3) s
       join ledger_entry e on e.seq = s.seq and e.at = s.at
      order by e.seq desc`,
    [subject, before, limit],
  );
  return rows;
};
