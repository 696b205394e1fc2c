/**
 * `huzheng connectors check`: signs in to each counterpart, calls each of its datasets once, says what was found. That it was asked, and whose rows came,
 * stands in the ledger before anything is said of it.
 */
import type { Context } from '../context.ts';
import { type IdNumber, parseIdNumber } from '../domain/id-number.ts';
import { addDays, type Day, dayAt, instantOf, MINUTE, startOf } from '../domain/period.ts';
import { type Authority, SOURCES, type Source } from '../domain/sources.ts';
import { asFault, Fault } from '../faults.ts';
import { type Call, NO_DICTIONARY, type Reader, type Subject } from '../upstream/connector.ts';
import type { Interruption } from './interruption.ts';
import { many } from './many.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

export interface Line {
  readonly source: Source;
  readonly asked: string;
  readonly result: 'passed' | 'failed' | 'not-asked';
  /** False only where it failed. */
  readonly ok: boolean;
  readonly found: string;
}

export const checkConnectors = async (
  { json }: { readonly json?: true },
  { signal }: Interruption,
  [id]: readonly string[],
): Promise<number> => {
  const wanted = SOURCES.filter((source) => id === undefined || source === id);
  if (wanted.length === 0)
    throw new Fault('invalid', { code: 'no-such-source', detail: `There is no source ${id}; there are ${SOURCES.join(', ')}.` });
  return withContext('connectors check', async (context) => {
    const lines: Line[] = [];
    for (const source of wanted) {
      const found = await checkSource(source, context, signal);
      if (json === undefined) process.stdout.write(found.map(lineText).join(''));
      lines.push(...found);
    }
    if (json === true) process.stdout.write(`${JSON.stringify({ items: lines })}\n`);
    return lines.every((line) => line.ok) ? 0 : 1;
  });
};

const MARKS = { passed: '✓', failed: '✗', 'not-asked': '–' } as const satisfies Record<Line['result'], string>;

export const lineText = ({ source, asked, result, found }: Line): string =>
  `${MARKS[result]} ${source.padEnd(18)} ${asked.padEnd(14)} ${found}\n`;

type Parts = Pick<Context, 'aidSystem' | 'authorities' | 'lookup' | 'ledger' | 'clock'>;

export const checkSource = async (source: Source, context: Parts, leaving: AbortSignal): Promise<readonly Line[]> => {
  const tellings: Telling[] = [];
  for (const { asked, ask } of source === 'aid-system' ? ofAidSystem(context) : ofAuthority(source, context))
    tellings.push(await tell({ source, asked }, () => ask(callFor(leaving))));
  const lines = tellings.map(({ line }) => line);
  const people = tellings.flatMap((telling) => telling.people);
  await context.ledger.record({
    caller: thisUser(),
    act: 'upstream-query',
    purpose: null,
    subjects: people.map((idNumber) => context.lookup.digest('identity-number', idNumber)),
    sources: [source],
    outcome: lines.every(({ ok }) => ok) ? 'done' : 'failed',
    trace: null,
    particulars: { command: 'connectors-check', rows: tellings.reduce((sum, { rows }) => sum + rows, 0) },
  });
  return lines;
};

const callFor = (leaving: AbortSignal): Call => ({ priority: 'night', signal: AbortSignal.any([leaving, AbortSignal.timeout(MINUTE)]) });

/** What an answer comes to: what is said of it, how many rows are in it, and whose, as far as a glance tells. */
interface Answer {
  readonly found: string;
  readonly rows?: number;
  readonly people?: readonly IdNumber[];
}
type Ask = (call: Call) => Promise<Answer | { readonly notAsked: string }>;

interface Telling {
  readonly line: Line;
  readonly rows: number;
  readonly people: readonly IdNumber[];
}

const tell = async (of: Pick<Line, 'source' | 'asked'>, ask: () => ReturnType<Ask>): Promise<Telling> => {
  try {
    const answer = await ask();
    if ('notAsked' in answer) return { line: { ...of, result: 'not-asked', ok: true, found: answer.notAsked }, rows: 0, people: [] };
    const { found, rows: many = 0, people = [] } = answer;
    return { line: { ...of, result: 'passed', ok: true, found }, rows: many, people };
  } catch (thrown) {
    const { message, authority } = asFault(thrown);
    const found = `${message}${authority?.message === undefined ? '' : ` (“${authority.message}”)`}`;
    return { line: { ...of, result: 'failed', ok: false, found }, rows: 0, people: [] };
  }
};

const textOfRows = (count: number): string => many(count, 'row', 'rows');

interface Question {
  readonly asked: string;
  readonly ask: Ask;
}

const ofAidSystem = ({ aidSystem }: Parts): readonly Question[] => [
  { asked: 'sign-in', ask: (call) => aidSystem.signIn(call).then(signedIn) },
  {
    asked: 'members',
    ask: async (call) => {
      const { rows } = await aidSystem.members.page({ cursor: null, limit: 1 }, call);
      const read = rows.map((row) => aidSystem.members.normalise(row));
      return {
        found: textOfRows(rows.length),
        rows: rows.length,
        people: written(read.map((one) => (one.ok ? one.member.sealed.idNumber : one.broken.subject))),
      };
    },
  },
];

const ofAuthority = (source: Authority, { authorities, clock }: Parts): readonly Question[] => {
  const client = authorities[source];
  return [
    { asked: 'sign-in', ask: (call) => client.signIn(call).then(signedIn) },
    {
      asked: 'dictionary',
      ask: async (call) => {
        const dictionary = await client.dictionary(call);
        if (dictionary === NO_DICTIONARY) return { notAsked: 'not asked: it publishes no code tables' };
        const { version, tables } = dictionary;
        return { found: `edition ${version}, ${many(Object.keys(tables).length, 'table', 'tables')}` };
      },
    },
    ...client.readers.map((reader): Question => ({ asked: reader.dataset, ask: (call) => askOnce(reader, dayAt(clock()), call) })),
  ];
};

const signedIn = (): Answer => ({ found: 'signed in' });

const askOnce = async (reader: Reader, today: Day, call: Call): ReturnType<Ask> => {
  switch (reader.kind) {
    case 'window': {
      const yesterday = { from: startOf(addDays(today, -1)), to: instantOf(Date.parse(startOf(today)) - 1000) };
      const { rows, total } = await reader.page({ ...yesterday, offset: 0, limit: 1 }, call);
      return {
        found: `${total === null ? 'an unstated number of rows' : textOfRows(total)} changed yesterday, ${rows.length} fetched`,
        rows: rows.length,
        people: written(rows.map((row) => reader.glance(row)?.subject)),
      };
    }
    case 'cursor': {
      const answer = await reader.page({ cursor: null, limit: 1 }, call);
      if (answer === 'restart') return { found: 'the feed refuses to start at its beginning' };
      const { rows } = answer;
      return { found: textOfRows(rows.length), rows: rows.length, people: written(rows.map((row) => reader.glance(row)?.subject)) };
    }
    case 'lookup': {
      if (reader.asks !== 'subject') return { notAsked: 'not asked: needs the number of an insured person' };
      const subjects = [nobody()];
      const { rows } = await reader.batch({ subjects, window: null }, call);
      const people = written(reader.glance(rows, subjects).map((glance) => glance?.subject));
      return { found: `asked about nobody, ${textOfRows(rows.length)}`, rows: rows.length, people };
    }
  }
};

/** Numbers that are some, as the rows write them. */
const written = (numbers: readonly (string | null | undefined)[]): readonly IdNumber[] =>
  numbers.flatMap((number) => {
    const parsed = parseIdNumber(number ?? '');
    return parsed.ok ? [parsed.value] : [];
  });

/** The example of GB 11643 itself: well-formed, and nobody's. */
const NOBODY = '11010519491231002X';

const nobody = (): Subject => {
  const [idNumber] = written([NOBODY]);
  if (idNumber === undefined) throw new Fault('bug', { code: 'example-number', detail: 'The example number does not parse.' });
  return { idNumber, idType: 'resident-id', name: '测试' };
};
