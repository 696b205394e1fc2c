/** What a page of contributions costs from text to decision, beside its floor: parsing the same text as JSON. Storage is not in it. */
import { createHmac, createSecretKey } from 'node:crypto';
import { normaliseContributions } from '../connectors/social-security/normalise.ts';
import { canonicalJson } from '../src/domain/canonical-json.ts';
import { type IdNumber, parseIdNumber } from '../src/domain/id-number.ts';
import type { RosterEntry } from '../src/pipeline/2-normalise/admission.ts';
import { admit } from '../src/pipeline/2-normalise/admit.ts';
import { type Figures, median, secondsOf } from './figures.ts';

const PAGES = 50;
const ROWS = 1_000;
const ROUNDS = 7;

/** Numbers of nobody: sequence numbers under one birth date, each with its check character found by trying. */
const idNumberOf = (sequence: number): IdNumber => {
  const first17 = `44030519900101${String(sequence % 1_000).padStart(3, '0')}`;
  for (const check of '0123456789X') {
    const parsed = parseIdNumber(first17 + check);
    if (parsed.ok) return parsed.value;
  }
  throw new Error('some check character always fits');
};

const pageOf = (page: number): string => {
  const rows = Array.from({ length: ROWS }, (_, row) => ({
    AAZ223: `${page}-${row}`,
    AAC001: String(row),
    AAC002: idNumberOf(row),
    AAE140: row % 2 === 0 ? '110' : '210',
    AAB001: 'B1',
    AAE003: `2026${String((page % 12) + 1).padStart(2, '0')}`,
    AAE180: '5626.00',
    AAE080: 900.16,
    AAE082: 450.08,
    AAE132: '1',
    AAE418: '20261101083000',
  }));
  return JSON.stringify({ code: '00000', message: '', data: { rows, nextCursor: 'x', hasMore: true } });
};

interface Answer {
  readonly data: { readonly rows: readonly unknown[] };
}

const readPages = (texts: readonly string[]): void => {
  for (const text of texts) JSON.parse(text);
};

export const admission = (): Figures => {
  const texts = Array.from({ length: PAGES }, (_, page) => pageOf(page));
  const key = createSecretKey(Buffer.alloc(32, 7));
  const fingerprint = (row: object): string => createHmac('sha256', key).update(canonicalJson(row)).digest('hex');
  const roster = new Map<IdNumber, RosterEntry>(
    Array.from({ length: 700 }, (_, sequence) => [
      idNumberOf(sequence),
      {
        personKey: String(sequence),
        permitted: true,
        statement: () => {
          throw new Error('contributions state nothing to compare');
        },
      },
    ]),
  );
  const admitPage = (text: string): void => {
    const { data } = JSON.parse(text) as Answer;
    const drafts = data.rows.map(normaliseContributions).flatMap((read) => (read.ok ? [read.draft] : []));
    const { counts } = admit('contributions', drafts, { runId: 'run', keysAre: 'global', roster, left: new Map(), known: [], fingerprint });
    if (counts.accepted !== 700 || counts.offRoster !== 300) throw new Error('the page was not admitted as it should be');
  };
  const rounds = Array.from({ length: ROUNDS }, () => ({
    floor: secondsOf(() => readPages(texts)),
    whole: secondsOf(() => {
      for (const text of texts) admitPage(text);
    }),
  }));
  const [seconds, floorSeconds] = [median(rounds.map((round) => round.whole)), median(rounds.map((round) => round.floor))];
  return { name: `admission of ${PAGES * ROWS} rows`, seconds, floorSeconds, ratio: seconds / floorSeconds, rounds: ROUNDS };
};
