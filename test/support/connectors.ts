/**
 * The three authorities as plain objects over arrays, for tests that drive whole nights without a wire. A wire row says itself what it is read
 * as; a test changes the arrays between nights, and names the troubles an authority has.
 */
import type { IdNumber } from '../../src/domain/id-number.ts';
import type { Instant } from '../../src/domain/period.ts';
import { type Authority, type Dataset, sourceOf, TESTIMONIES, type Testimony } from '../../src/domain/sources.ts';
import type { Fault } from '../../src/faults.ts';
import type { CanonicalRecord } from '../../src/pipeline/2-normalise/types.ts';
import {
  type AuthorityClient,
  type BrokenRow,
  type Dictionary,
  type Draft,
  type DraftOf,
  type Glance,
  type InsuredSubject,
  type LookupGlance,
  type LookupReader,
  NO_DICTIONARY,
  type Normalised,
  type Reader,
  type Subject,
} from '../../src/upstream/connector.ts';
import { NOBODY } from '../../src/upstream/known-rows.ts';

/** One row of a feed, or one that a lookup answers of a person. */
export interface WireRow {
  /** When the feed tells of it. */
  readonly at: Instant;
  readonly read: Normalised;
}

/** What is asked, and how often this dataset has been asked before (from 1). */
export interface Question {
  readonly dataset: Dataset;
  readonly nth: number;
  readonly request: object;
}
/** `uncounted`: a page that does not say how many rows its window holds. */
export type Trouble = Fault | 'empty' | 'restart' | 'uncounted' | null;

export type Troubles = Partial<Record<Dataset, (question: Question) => Trouble | Promise<Trouble>>>;

export interface Authorities {
  /** What each dataset holds, in the order it came to hold it. */
  readonly rows: Record<Testimony, WireRow[]>;
  /** Null: none, the usual answer. */
  readonly troubles: Troubles;
  readonly questions: Question[];
  /** Table → code → label, as social security publishes them; of participations it labels `AAC158`. */
  readonly labels: Record<string, Readonly<Record<string, string>>>;
  /** How the rows of feeds are read, where another version reads them otherwise. */
  readonly manners: Partial<Record<Testimony, string>>;
  readonly clients: Readonly<Record<Authority, AuthorityClient>>;
}

export const createAuthorities = ({ pageSize = 1_000, batchSize = 100 }: { pageSize?: number; batchSize?: number } = {}): Authorities => {
  const rows = Object.fromEntries(TESTIMONIES.map((dataset): [Testimony, WireRow[]] => [dataset, []])) as Authorities['rows'];
  const troubles: Troubles = {};
  const questions: Question[] = [];
  const manners: Authorities['manners'] = {};
  const desk: Desk = { rows, manners, pageSize, batchSize, ask: askerOf(troubles, questions) };
  const readers = TESTIMONIES.map((dataset) => READERS[dataset](dataset, desk));
  const labels: Authorities['labels'] = {};
  const client = <A extends Authority>(source: A): AuthorityClient => clientOf(source, readers, labels);
  return {
    rows,
    troubles,
    questions,
    labels,
    manners,
    clients: {
      'civil-affairs': client('civil-affairs'),
      'medical-insurance': client('medical-insurance'),
      'social-security': client('social-security'),
    },
  };
};

/** Notes the question; throws or answers the trouble there is, null: none. */
export type Ask = (dataset: Dataset, request: object) => Promise<Exclude<Trouble, Fault>>;

export const askerOf =
  (troubles: Troubles, questions: Question[]): Ask =>
  async (dataset, request) => {
    const nth = questions.filter((question) => question.dataset === dataset).length + 1;
    const question = { dataset, nth, request };
    questions.push(question);
    const trouble = (await troubles[dataset]?.(question)) ?? null;
    if (typeof trouble === 'object' && trouble !== null) throw trouble;
    return trouble;
  };

interface Desk {
  readonly rows: Authorities['rows'];
  readonly manners: Authorities['manners'];
  readonly pageSize: number;
  readonly batchSize: number;
  readonly ask: Ask;
}

const normalise = (row: unknown): Normalised => (row as WireRow).read;
const glance = (row: unknown): Glance | null => {
  const { read } = row as WireRow;
  return read.ok ? { recordKey: read.draft.recordKey, subject: read.draft.subject } : null;
};

const windowReader = (dataset: Testimony, { rows, pageSize, ask }: Desk): Reader => ({
  kind: 'window',
  dataset,
  pageSize,
  normalise,
  glance,
  page: async (request) => {
    const trouble = await ask(dataset, request);
    if (trouble === 'empty') return { rows: [], total: 0 };
    const within = rows[dataset]
      .filter(({ at }) => request.from <= at && at < request.to)
      .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
    const page = within.slice(request.offset, request.offset + request.limit);
    return { rows: page, total: trouble === 'uncounted' ? null : within.length };
  },
});

/** A cursor is the number of rows it has passed. */
const cursorReader = (dataset: Testimony, { rows, manners, pageSize, ask }: Desk): Reader => ({
  kind: 'cursor',
  dataset,
  pageSize,
  labelledBy: dataset === 'participation' ? ['AAC158'] : [],
  get manner() {
    return manners[dataset] ?? 'as-ever';
  },
  normalise,
  glance,
  page: async (request) => {
    const trouble = await ask(dataset, request);
    if (trouble === 'restart') return 'restart';
    if (trouble === 'empty') return { rows: [], nextCursor: request.cursor, hasMore: false };
    const passed = Number(request.cursor ?? 0);
    const page = rows[dataset].slice(passed, passed + request.limit);
    return { rows: page, nextCursor: String(passed + page.length), hasMore: passed + page.length < rows[dataset].length };
  },
});

const lookupReader =
  (asks: LookupReader['asks']) =>
  (dataset: Testimony, { rows, batchSize, ask }: Desk): Reader => ({
    kind: 'lookup',
    dataset,
    batchSize,
    ...(dataset === 'person' && { labelledBy: ['psn_idet_type'] }),
    asks,
    batch: async (request) => {
      const known = request.subjects.filter((subject) => asks === 'subject' || isInsured(subject));
      if ((await ask(dataset, { people: known.length })) === 'empty') return { rows: [] };
      const asked = new Set<IdNumber>(known.map(({ idNumber }) => idNumber));
      return { rows: rows[dataset].filter(({ read }) => subjectsOf(read).some((subject) => asked.has(subject))) };
    },
    glance: (answered) => answered.map(glanceAtAnswer),
    normalise: (answered, _, __, known = NOBODY) => ({
      rows: answered.map((row) => (known.has(glanceAtAnswer(row)?.subject ?? NO_NUMBER) ? { ok: 'known' } : normalise(row))),
    }),
  });

/** Whose a row is that says whose it is, read or not. */
const glanceAtAnswer = (row: unknown): LookupGlance | null => {
  const { read } = row as WireRow;
  const subject = read.ok ? read.draft.subject : read.broken.subject;
  return subject === null ? null : { subject, said: read };
};
const NO_NUMBER = '' as IdNumber;

const isInsured = (subject: Subject): subject is InsuredSubject => 'personNo' in subject && 'place' in subject;
const subjectsOf = (read: Normalised): readonly IdNumber[] => {
  const subject = read.ok ? read.draft.subject : read.broken.subject;
  return [...(subject === null ? [] : [subject]), ...(read.ok ? [] : (read.broken.mayBe ?? []))];
};

const READERS: Readonly<Record<Testimony, (dataset: Testimony, desk: Desk) => Reader>> = {
  assistance: windowReader,
  death: windowReader,
  family: lookupReader('subject'),
  person: lookupReader('subject'),
  settlement: lookupReader('insured-in-window'),
  registration: lookupReader('insured'),
  participation: cursorReader,
  contributions: cursorReader,
  unemployment: cursorReader,
  'work-injury': cursorReader,
};

const dictionaryOf = (source: Authority, labels: Authorities['labels']): Dictionary =>
  source === 'civil-affairs' ? NO_DICTIONARY : { version: 'none', tables: source === 'social-security' ? { ...labels } : {} };

const clientOf = (source: Authority, readers: readonly Reader[], labels: Authorities['labels']): AuthorityClient => ({
  source,
  readers: readers.filter(({ dataset }) => sourceOf(dataset) === source),
  signIn: async () => undefined,
  dictionary: async () => dictionaryOf(source, labels),
  ask: async () => ({ held: false, graded: null, drafts: [], settles: [] }),
});

export interface RowTraits {
  readonly at: Instant;
  readonly ended?: boolean;
  readonly stated?: Partial<Draft['stated']>;
  readonly household?: string;
}

/** The change feeds say when a row changed; lookups do not. */
const SAYS_WHEN: ReadonlySet<Testimony> = new Set(['assistance', 'death', 'participation', 'contributions', 'unemployment', 'work-injury']);

/** `aRow(someone, aDibao({}, { recordKey: 'A1' }), { at })` */
export const aRow = <D extends Testimony>(
  subject: IdNumber | null,
  record: CanonicalRecord<D>,
  { at, ended, stated, household }: RowTraits,
): WireRow => {
  const draft: DraftOf<D> = {
    dataset: record.dataset,
    recordKey: record.recordKey,
    subject,
    changedAt: SAYS_WHEN.has(record.dataset) ? at : null,
    ended: ended ?? false,
    content: record.content,
    sealed: record.sealed,
    stated: { name: null, birthDate: null, employer: null, ...stated },
    household: household ?? null,
  };
  return { at, read: { ok: true, draft: draft as Draft } };
};

export const aBrokenRow = (broken: Partial<BrokenRow>, at: Instant): WireRow => ({
  at,
  read: {
    ok: false,
    broken: { recordKey: null, reason: 'impossible-date', path: '/KSNY', shape: 'string(6) 999999', subject: null, ...broken },
  },
});
