import { describe, expect, it } from 'vitest';
import { buildCity } from '../../src/sandbox/city/city.ts';
import type { Person } from '../../src/sandbox/city/people.ts';
import { publishedTestPersons } from '../../src/sandbox/published.ts';
import { AidSystemClient, plainIdNumber } from './client.ts';
import { DATE, sandboxes } from './running.ts';

const start = sandboxes();
const publishedIn = (members: number, seed = 7, date = DATE) => publishedTestPersons(buildCity({ members, seed, date, testPersons: true }));

describe('test persons', () => {
  it('bear the same numbers and names for a seed, in a city of any size and on any day', () => {
    const published = publishedIn(300);
    expect(published.length).toBeGreaterThan(35);
    expect(publishedIn(3_000)).toEqual(published);
    expect(publishedIn(300, 7, '2026-03-28')).toEqual(published);
    expect(publishedIn(300, 8).map(({ ask }) => ask.subject.idNumber)).not.toEqual(published.map(({ ask }) => ask.subject.idNumber));
  });

  it('count among the members, and nobody else changes for them', () => {
    const [without, among] = [
      buildCity({ members: 300, seed: 7, date: DATE }),
      buildCity({ members: 300, seed: 7, date: DATE, testPersons: true }),
    ];
    expect(among.members).toHaveLength(300);
    const others = among.people.filter(({ script }) => script === null);
    const namesOf = (people: readonly Person[]) => people.map(({ idNumber, name }) => `${idNumber} ${name}`);
    expect(namesOf(without.people)).toEqual(expect.arrayContaining(namesOf(others).slice(0, 200)));
  });

  it('are none in a city of fewer than two hundred, and none where nobody asked for them', () => {
    expect([publishedIn(199), publishedTestPersons(buildCity({ members: 300, seed: 7, date: DATE }))]).toEqual([[], []]);
  });

  it('are each another situation, one number each, and stand among the others in the roster', async () => {
    const sandbox = await start({ members: 250, testPersons: true });
    const published = sandbox.testPersons;
    const numbers = new Set(published.map(({ ask }) => plainIdNumber(ask.subject.idNumber)));
    expect([new Set(published.map(({ situation }) => situation)).size, numbers.size]).toEqual([published.length, published.length]);
    const roster = await new AidSystemClient({ environment: sandbox.environment }).readRoster();
    const places = roster.flatMap((row, place) => (numbers.has(plainIdNumber(row['idNumber'])) ? [place] : []));
    expect(Math.min(...places)).toBeLessThan(50);
    expect(Math.max(...places)).toBeGreaterThan(150);
  });

  it('who agree later do so when that is brought about, and are told of only to whoever reads on from the feed’s end', async () => {
    const sandbox = await start({ members: 200, testPersons: true });
    const client = new AidSystemClient({ environment: sandbox.environment });
    const pageAfter = async (cursor: string) =>
      (await client.call('GET', `/v1/members?cursor=${encodeURIComponent(cursor)}&limit=1000`)).body;
    const first = await pageAfter('');
    expect((await pageAfter(String(first['nextCursor'])))['items']).toEqual([]);
    const changes = await fetch(`${sandbox.environment['AID_SYSTEM_BASE_URL']}/sandbox/roster-changes`, { method: 'POST' });
    expect([changes.status, await changes.json()]).toEqual([200, { changed: 2 }]);
    const second = await pageAfter(String(first['nextCursor']));
    const third = await pageAfter(String(second['nextCursor']));
    expect([first['hasMore'], second['hasMore'], third['hasMore']]).toEqual([false, false, false]);
    const later = second['items'] as readonly { readonly memberId: string; readonly consents: readonly unknown[] }[];
    expect(later.map(({ consents }) => consents.length)).toEqual([3, 3]);
    expect(third['items']).toEqual([]);
    expect(await pageAfter('')).toEqual(first);
  });

  it('are told over HTTP to whoever asks, without signing in', async () => {
    const sandbox = await start({ members: 200, testPersons: true });
    const answer = await fetch(`${sandbox.environment['AID_SYSTEM_BASE_URL']}/sandbox/test-persons`);
    expect([answer.status, await answer.json()]).toEqual([200, { items: sandbox.testPersons }]);
  });
});
