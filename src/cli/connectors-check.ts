/** `huzheng connectors check`: signs in to each counterpart, calls each of its datasets once, says what was found. */
import type { Context } from '../context.ts';
import { parseIdNumber } from '../domain/id-number.ts';
import { addDays, type Day, dayAt, instantOf, MINUTE, startOf } from '../domain/period.ts';
import { type Authority, SOURCES } from '../domain/sources.ts';
import { asFault, Fault } from '../faults.ts';
import type { Call, Reader, Subject } from '../upstream/connector.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

interface Line {
  readonly source: string;
  readonly asked: string;
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
      const found = await (source === 'aid-system' ? checkAidSystem(context, signal) : checkAuthority(source, context, signal));
      if (json === undefined) process.stdout.write(found.map(text).join(''));
      lines.push(...found);
    }
    if (json === true) process.stdout.write(`${JSON.stringify({ items: lines })}\n`);
    return lines.every((line) => line.ok) ? 0 : 1;
  });
};

const text = ({ source, asked, ok, found }: Line): string => `${ok ? '✓' : '✗'} ${source.padEnd(18)} ${asked.padEnd(14)} ${found}\n`;

const callFor = (leaving: AbortSignal): Call => ({ priority: 'night', signal: AbortSignal.any([leaving, AbortSignal.timeout(MINUTE)]) });

const tell = async (source: string, asked: string, ask: () => Promise<string>): Promise<Line> => {
  try {
    return { source, asked, ok: true, found: await ask() };
  } catch (thrown) {
    const { message, authority } = asFault(thrown);
    return { source, asked, ok: false, found: `${message}${authority?.message === undefined ? '' : ` (“${authority.message}”)`}` };
  }
};

const rows = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;

const checkAidSystem = async ({ aidSystem }: Context, leaving: AbortSignal): Promise<readonly Line[]> => [
  await tell('aid-system', 'sign-in', () => aidSystem.signIn(callFor(leaving)).then(() => 'signed in')),
  await tell('aid-system', 'members', async () =>
    rows((await aidSystem.members.page({ cursor: null, limit: 1 }, callFor(leaving))).rows.length),
  ),
];

const checkAuthority = async (source: Authority, context: Context, leaving: AbortSignal): Promise<readonly Line[]> => {
  const client = context.authorities[source];
  const lines = [await tell(source, 'sign-in', () => client.signIn(callFor(leaving)).then(() => 'signed in'))];
  lines.push(
    await tell(source, 'dictionary', async () => {
      const { version, tables } = await client.dictionary(callFor(leaving));
      return `edition ${version}, ${Object.keys(tables).length} tables`;
    }),
  );
  for (const reader of client.readers)
    lines.push(await tell(source, reader.dataset, () => askOnce(reader, dayAt(context.clock()), callFor(leaving))));
  return lines;
};

const askOnce = async (reader: Reader, today: Day, call: Call): Promise<string> => {
  switch (reader.kind) {
    case 'window': {
      const yesterday = { from: startOf(addDays(today, -1)), to: instantOf(Date.parse(startOf(today)) - 1000) };
      const page = await reader.page({ ...yesterday, offset: 0, limit: 1 }, call);
      return `${page.total === null ? 'an unstated number of rows' : rows(page.total)} changed yesterday, ${page.rows.length} fetched`;
    }
    case 'cursor': {
      const answer = await reader.page({ cursor: null, limit: 1 }, call);
      return answer === 'restart' ? 'the feed refuses to start at its beginning' : rows(answer.rows.length);
    }
    case 'lookup': {
      if (reader.asks !== 'subject') return 'not asked: needs the number of an insured person';
      const answer = await reader.batch({ subjects: [nobody()], window: null }, call);
      return `asked about nobody, ${rows(answer.rows.length)}`;
    }
  }
};

/** The example of GB 11643 itself: well-formed, and nobody's. */
const NOBODY = '11010519491231002X';

const nobody = (): Subject => {
  const idNumber = parseIdNumber(NOBODY);
  if (!idNumber.ok) throw new Fault('bug', { code: 'example-number', detail: 'The example number does not parse.' });
  return { idNumber: idNumber.value, idType: 'resident-id', name: '测试' };
};
