/** Social security and the roster: feeds by cursor (`interfaces.md` §3 and §4). A cursor is the number of rows read. */
import { dictionary } from '../../../src/sandbox/social-security/dictionary.ts';
import { registeredNameOf } from '../city/city.ts';
import { ordinalOf } from '../city/identity.ts';
import type { Pages } from './pages.ts';
import type { Served } from './state.ts';

const USUAL_LIMIT = 100;

interface CursorPage {
  readonly text: Buffer;
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

const pageAfter = async ({ night }: Served, pages: Pages, query: URLSearchParams): Promise<CursorPage> => {
  const row = Number(query.get('cursor')?.slice(1) ?? '0');
  const limit = Number(query.get('limit') ?? USUAL_LIMIT);
  const { rows: total } = pages.stretch({ from: 1, to: night });
  const { text, rows } = row >= total ? { text: Buffer.from('[]'), rows: 0 } : await pages.from(row, Math.min(limit, total - row));
  return { text, nextCursor: `c${row + rows}`, hasMore: row + rows < total };
};

export const feedAnswer = async (
  served: Served,
  feed: 'participation' | 'contributions' | 'unemployment' | 'work-injury',
  query: URLSearchParams,
): Promise<Buffer> => {
  const { text, nextCursor, hasMore } = await pageAfter(served, served.feeds[feed], query);
  return Buffer.concat([
    Buffer.from('{"code":"00000","message":"ok","data":{"rows":'),
    text,
    Buffer.from(`,"nextCursor":"${nextCursor}","hasMore":${hasMore}}}`),
  ]);
};

export const membersAnswer = async (served: Served, query: URLSearchParams): Promise<Buffer> => {
  const { text, nextCursor, hasMore } = await pageAfter(served, served.feeds.members, query);
  return Buffer.concat([Buffer.from('{"items":'), text, Buffer.from(`,"nextCursor":"${nextCursor}","hasMore":${hasMore}}`)]);
};

export const dictionaryAnswer = (): Buffer => Buffer.from(JSON.stringify({ code: '00000', message: 'ok', data: dictionary(true) }));

export const personCheckAnswer = (body: string): Buffer => {
  const { AAC002, AAC003 } = JSON.parse(body) as { readonly AAC002: string; readonly AAC003: string };
  const person = ordinalOf(AAC002);
  const name = person < 0 ? '' : registeredNameOf(person, 3);
  const found = {
    ...{ AAC002_PPDDM: '1', AAC003_PPDDM: name === AAC003 ? '1' : '4', AAC008: '1', AAC031: '1', AAB004: '', AAE140: ['110', '210'] },
    ...{ AAE003_LAST: '', AAE418: '' },
  };
  return Buffer.from(JSON.stringify({ code: '00000', message: 'ok', data: person < 0 ? null : found }));
};
