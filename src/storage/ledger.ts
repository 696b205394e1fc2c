/**
 * Appends to the audit ledger. Numbers have no gaps and every entry is bound to the one before it, because the head row is held from its move to the
 * commit: whatever else a transaction does comes first, and the append last. Where the head stands is asked for, or remembered from this process's
 * own last append; the row moves only from there (`ledger_advance`).
 */
import type pg from 'pg';
import type { Instant } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { CryptoSuite } from '../security/crypto-suite.ts';
import { type Entry, type Head, type Link, nextLink } from '../security/ledger/chain.ts';
import { type Checkpoint, isDue, LARGEST_APPEND, type PublicKey } from '../security/ledger/checkpoint.ts';
import { notBefore, type Prepared, prepare } from '../security/ledger/draft.ts';
import type { Ledger, LedgerDraft } from '../security/ledger/entry.ts';
import type { LedgerKeys } from '../security/ledger/keys.ts';
import { ledgerWriter } from '../security/ledger/writer.ts';
import { bigintArray, hexArray, textArray } from './arrays.ts';
import { type Clause, clausesBeside, statementOf } from './clause.ts';
import { type Db, inTransaction, one, type Tx } from './database.ts';
import { databaseFault } from './database-faults.ts';
import { type Append, type Appended, appendingOn, type StandingHead } from './ledger-appending.ts';

export interface AuditLedger extends Ledger {
  /** In the transaction of what is recorded, as its last statement: it holds everybody else's append until the commit. */
  readonly append: (tx: Tx, drafts: readonly LedgerDraft[]) => Promise<void>;
  /** Entries, and what is changed together with them: all of it is committed, or nothing is. */
  readonly recordWith: (drafts: readonly LedgerDraft[], changes: readonly Clause[]) => Promise<void>;
  /** Signs where the chain stands, unless that is signed already; answers where it stands. */
  readonly sign: (db: Db) => Promise<Head>;
  readonly publicKey: PublicKey;
  /** How somebody is found in it, in hex. */
  readonly subjectOf: (lookupDigest: Buffer) => string;
  /** Writes what waits, and signs what this process wrote. */
  readonly close: () => Promise<void>;
}

export interface LedgerTools {
  readonly suite: CryptoSuite;
  readonly keys: LedgerKeys;
  readonly clock: () => Instant;
  /** A signature that is also in the log cannot be made undone in the database alone. */
  readonly signed: (checkpoint: Checkpoint) => void;
  /** Leaving without a signature loses nothing: whoever writes next signs. */
  readonly leftUnsigned: (fault: unknown) => void;
}

export const openLedger = (pool: pg.Pool, tools: LedgerTools): AuditLedger => {
  let hasWritten = false;
  const appending = appendingOn(pool);
  const recordWith: AuditLedger['recordWith'] = (drafts, changes) => {
    hasWritten = true;
    return appending(appendOf(drafts, changes, { pool, tools }));
  };
  const writer = ledgerWriter((drafts) =>
    recordWith(drafts, []).catch((thrown: unknown) => {
      throw databaseFault(thrown);
    }),
  );
  return {
    record: writer.record,
    recordWith,
    append: async (tx, drafts) => {
      if (drafts.length === 0) return;
      hasWritten = true;
      await appendAsking(tx, preparedOf(drafts, tools), tools);
    },
    sign: (db) => signHead(db, tools),
    publicKey: tools.keys.signer.publicKey,
    subjectOf: tools.keys.subjectOf,
    close: async () => {
      await writer.close();
      if (hasWritten) await signHead(pool, tools).catch(tools.leftUnsigned);
    },
  };
};

const preparedOf = (drafts: readonly LedgerDraft[], { suite, keys }: LedgerTools): readonly Prepared[] => {
  if (drafts.length > LARGEST_APPEND)
    throw new Fault('bug', { code: 'append-too-large', detail: 'More entries are appended at once than may stand between checkpoints.' });
  return drafts.map((draft) => prepare(draft, suite, keys));
};

const appendOf = (
  drafts: readonly LedgerDraft[],
  changes: readonly Clause[],
  { pool, tools }: { readonly pool: pg.Pool; readonly tools: LedgerTools },
): Append => {
  const prepared = preparedOf(drafts, tools);
  return {
    following: (stands) => {
      const at = notBefore(tools.clock(), stands.at);
      // A month is entered by whoever holds the head, and nobody beside them.
      if (entersMonth(stands, at)) return null;
      const { statement, to, checkpoint } = appendFrom(stands, prepared, { at, changes, tools });
      return { statement, to, committed: () => logged(checkpoint, tools) };
    },
    // Whoever holds the head waits for nobody: what others may hold is changed before.
    asked: () =>
      inTransaction(pool, async (tx) => {
        for (const change of changes) await tx.query(statementOf(change));
        return appendAsking(tx, prepared, tools);
      }),
  };
};

const appendAsking = async (tx: Tx, prepared: readonly Prepared[], tools: LedgerTools): Promise<Appended> => {
  const from = await holdHead(tx);
  const at = notBefore(tools.clock(), from.at);
  if (entersMonth(from, at)) await enterMonth(tx, from, at, tools);
  const { statement, to, checkpoint } = appendFrom(from, prepared, { at, changes: [], tools });
  // Nobody waits for it but the commit, which is sent along: so long the head is held, and not for one more way there and back.
  void tx.query(statement);
  logged(checkpoint, tools);
  return { from, to };
};

const logged = (checkpoint: Checkpoint | null, { signed }: LedgerTools): void => {
  if (checkpoint !== null) signed(checkpoint);
};

interface Written extends Link {
  readonly digests: readonly string[];
}

const linked = (
  prepared: readonly Prepared[],
  head: Head,
  { at, suite }: { readonly at: Instant; readonly suite: CryptoSuite },
): { readonly links: readonly Written[]; readonly end: Head } => {
  let end = head;
  const links = prepared.map(({ entry, subjects }) => {
    const draft: Omit<Entry, 'seq'> = { ...entry, at };
    const link = nextLink(suite.hash, end, draft);
    end = { seq: link.entry.seq, hash: link.hash };
    return { ...link, digests: subjects };
  });
  return { links, end };
};

const monthOf = (at: Instant): string => at.slice(0, 7);
const entersMonth = ({ at: last }: StandingHead, at: Instant): boolean => last === null || monthOf(last) !== monthOf(at);

/** The month that ends is signed where it ends: retention drops whole months, and what is left begins at a checkpoint. */
const enterMonth = async (tx: Tx, head: StandingHead, at: Instant, tools: LedgerTools): Promise<void> => {
  if (head.seq > 0) await insertCheckpoint(tx, head, tools);
  await tx.query(`select ledger_enter_month($1)`, [at]);
};

const HEAD = `seq, case when seq > 0 then at end as at, encode(hash, 'hex') as hash`;

const holdHead = async (tx: Tx): Promise<StandingHead> => {
  const { rows } = await tx.query<StandingHead>({ name: 'ledger-hold', text: `select ${HEAD} from ledger_head for no key update` });
  return one(rows);
};

export const ledgerHead = async (db: Db): Promise<StandingHead> => {
  const { rows } = await db.query<StandingHead>(`select ${HEAD} from ledger_head`);
  return one(rows);
};

interface AppendStatement {
  readonly statement: pg.QueryConfig;
  readonly to: StandingHead;
  /** Where it comes to a place that has to be signed. */
  readonly checkpoint: Checkpoint | null;
}

const appendFrom = (
  from: StandingHead,
  prepared: readonly Prepared[],
  { at, changes, tools }: { readonly at: Instant; readonly changes: readonly Clause[]; readonly tools: LedgerTools },
): AppendStatement => {
  const { links, end } = linked(prepared, from, { at, suite: tools.suite });
  const to = { ...end, at };
  const checkpoint = isDue(from.seq, end.seq) ? tools.keys.signer.sign(end, tools.clock()) : null;
  const together = checkpoint === null ? changes : [...changes, signedCheckpoint(checkpoint)];
  return { to, checkpoint, statement: appendStatement(links, { from, to }, together) };
};

/**
 * Entries, their subjects, the new head and what is changed with them, in one statement: the changes before the head, so that whoever holds it waits
 * for nobody, and the head before the entries.
 */
const appendStatement = (links: readonly Written[], { from, to }: Appended, changes: readonly Clause[]): pg.QueryConfig => {
  const entries = links.map(({ entry }) => entry);
  const subjects = links.flatMap(({ entry, digests }) => digests.map((digest) => ({ digest, seq: entry.seq })));
  const own = [
    to.at,
    bigintArray(entries.map(({ seq }) => seq)),
    textArray(entries.map(({ actor }) => actor)),
    textArray(entries.map(({ act }) => act)),
    textArray(entries.map(({ purpose }) => purpose)),
    textArray(entries.map(({ sources }) => sources.join(','))),
    textArray(entries.map(({ outcome }) => outcome)),
    textArray(entries.map(({ trace }) => trace)),
    textArray(entries.map(({ particulars }) => JSON.stringify(particulars))),
    bigintArray(entries.map(({ subjects: many }) => many)),
    hexArray(entries.map(({ subjectsHash }) => subjectsHash)),
    hexArray(links.map(({ previous }) => previous)),
    hexArray(links.map(({ hash }) => hash)),
    hexArray(subjects.map(({ digest }) => digest)),
    bigintArray(subjects.map(({ seq }) => seq)),
    from.seq,
    Buffer.from(from.hash, 'hex'),
    to.seq,
    Buffer.from(to.hash, 'hex'),
  ];
  const beside = clausesBeside(changes, own.length);
  const changed = changes.map(({ name }) => `(select count(*) from ${name}) as ${name}`);
  return {
    name: ['ledger-append', ...changes.map(({ name }) => name)].join('/'),
    text: `with ${beside.texts.map((text) => `${text},`).join(' ')}
      head as materialized (select ledger_advance($16, $17, $18, $1, $19)${changed.length > 0 ? ` from ${changed.join(', ')}` : ''}), entries as (
        insert into ledger_entry (seq, at, actor, act, purpose, sources, outcome, trace, particulars, subjects, subjects_hash, previous, hash)
        select seq, $1, actor, act, purpose, string_to_array(sources, ','), outcome, trace, particulars::jsonb, subjects, subjects_hash, previous, hash
          from head, unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bytea[], $12::bytea[], $13::bytea[])
            as given (seq, actor, act, purpose, sources, outcome, trace, particulars, subjects, subjects_hash, previous, hash)
      ), subjects as (
        insert into ledger_subject (subject, seq, at) select subject, seq, $1 from head, unnest($14::bytea[], $15::bigint[]) as given (subject, seq)
      )
      select from head`,
    values: [...own, ...beside.values],
  };
};

/**
 * Drops whole months that ended before, never one of the last six, and answers how many. The head is held first, as by whoever appends: of two who
 * each hold what the other waits for, neither would come on.
 */
export const dropLedgerBefore = async (tx: Tx, keptFrom: Instant): Promise<number> => {
  await holdHead(tx);
  const { rows } = await tx.query<{ dropped: number }>(`select ledger_drop_before(least($1, now() - interval '6 months')) as dropped`, [
    keptFrom,
  ]);
  return one(rows).dropped;
};

const signHead = async (db: Db, tools: LedgerTools): Promise<Head> => {
  const { seq, hash } = await ledgerHead(db);
  if (seq > 0) await insertCheckpoint(db, { seq, hash }, tools);
  return { seq, hash };
};

const insertCheckpoint = async (db: Db, head: Head, { keys, clock, signed }: LedgerTools): Promise<void> => {
  const checkpoint = keys.signer.sign(head, clock());
  const { rowCount } = await db.query(statementOf(signedCheckpoint(checkpoint)));
  if (rowCount === 1) signed(checkpoint);
};

const signedCheckpoint = ({ seq, hash, at, keyId, signature }: Checkpoint): Clause => ({
  name: 'signed_checkpoint',
  text: ($) => `insert into ledger_checkpoint (seq, hash, at, key_id, signature)
     select ${$(1)}::bigint, decode(${$(2)}, 'hex'), ${$(3)}::timestamptz, ${$(4)}::text, decode(${$(5)}, 'hex')
     on conflict (seq) do nothing returning 1`,
  values: [seq, hash, at, keyId, signature],
});
