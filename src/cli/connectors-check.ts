/** `huzheng connectors check`: signs in to each counterpart, calls each of its datasets once, says what was found. */
import type { Context } from '../context.ts';
import { parseIdNumber } from '../domain/id-number.ts';
import { addDays, dayAt, type Day, instantOf, MINUTE, startOf } from '../domain/period.ts';
import { AUTHORITIES, type Authority, SOURCES } from '../domain/sources.ts';
import { asFault, Fault } from '../faults.ts';
import type { Call, Reader, Subject } from '../upstream/connector.ts';
import { withContext } from './session.ts';

interface Line {
  readonly source: string;
  readonly asked: string;
  readonly ok: boolean;
  readonly found: string;
}

export const checkConnectors = async ({ json }: { readonly json?: true }, id?: string): Promise<number> => {
  if (id !== undefined && !SOURCES.some((source) => source === id)) throw new Fault('invalid', { code: 'no-such-source', detail: `There is no source ${id}; there are ${SOURCES.join(', ')}.` });
  return withContext('reconcile', async (context) => {
    const wanted = SOURCES.filter((source) => id === undefined || source === id);
    const lines: Line[] = [];
    for (const source of wanted) lines.push(...(source === 'aid-system' ? await checkAidSystem(context) : await checkAuthority(source, context)));
    process.stdout.write(json === true ? `${JSON.stringify({ items: lines })}\n` : lines.map(({ source, asked, ok, found }) => `${ok ? '✓' : '✗'} ${source.padEnd(18)} ${asked.padEnd(14)} ${found}\n`).join(''));
    return lines.every((line) => line.ok) ? 0 : 1;
  });
};

const call = (): Call => ({ priority: 'night', signal: AbortSignal.timeout(MINUTE) });

const tell = async (source: string, asked: string, ask: () => Promise<string>): Promise<Line> => {
  try {
    return { source, asked, ok: true, found: await ask() };
  } catch (thrown) {
    const { message, authority } = asFault(thrown);
    return { source, asked, ok: false, found: `${message}${authority?.message === undefined ? '' : ` (“${authority.message}”)`}` };
  }
};

const checkAidSystem = async ({ aidSystem }: Context): Promise<readonly Line[]> => [
  await tell('aid-system', 'sign-in', () => aidSystem.signIn(call()).then(() => 'signed in')),
  await tell('aid-system', 'members', async () => `${(await aidSystem.members.page({ cursor: null, limit: 1 }, call())).rows.length} row`),
];

const checkAuthority = async (source: Authority, context: Context): Promise<readonly Line[]> => {
  const client = context.authorities[AUTHORITIES.find((authority) => authority === source) ?? source];
  const lines = [await tell(source, 'sign-in', () => client.signIn(call()).then(() => 'signed in'))];
  lines.push(await tell(source, 'dictionary', async () => {
    const { version, tables } = await client.dictionary(call());
    return `edition ${version}, ${Object.keys(tables).length} tables`;
  }));
  for (const reader of client.readers) lines.push(await tell(source, reader.dataset, () => askOnce(reader, dayAt(context.clock()))));
  return lines;
};

/** The example of GB 11643 itself: well-formed, and nobody's. */
const NOBODY = '11010519491231002X';

const askOnce = async (reader: Reader, today: Day): Promise<string> => {
  switch (reader.kind) {
    case 'window': {
      const { rows, total } = await reader.page({ from: startOf(addDays(today, -1)), to: instantOf(Date.parse(startOf(today)) - 1000), offset: 0, limit: 1 }, call());
      return `${total} rows changed yesterday, ${rows.length} fetched`;
    }
    case 'cursor': {
      const answer = await reader.page({ cursor: null, limit: 1 }, call());
      return answer === 'restart' ? 'the feed refuses to start at its beginning' : `${answer.rows.length} row`;
    }
    case 'lookup': {
      if (reader.asks !== 'subject') return 'not asked: needs the number of an insured person';
      const { rows } = await reader.batch({ subjects: [nobody()], window: null }, call());
      return `asked about nobody, ${rows.length} rows`;
    }
  }
};

const nobody = (): Subject => {
  const idNumber = parseIdNumber(NOBODY);
  if (!idNumber.ok) throw new Fault('bug', { code: 'example-number', detail: 'The example number does not parse.' });
  return { idNumber: idNumber.value, idType: 'resident-id', name: '测试' };
};
