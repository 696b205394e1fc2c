/** The bureau's datasets as the pipeline reads them: two change feeds by window, and the households by lookup (`interfaces.md` §1). */
import { wallTime } from '../../src/domain/period.ts';
import type { LookupReader, WindowPage, WindowReader } from '../../src/upstream/connector.ts';
import { glanceAt } from '../../src/upstream/glance.ts';
import { createPageLimit } from '../../src/upstream/page-limit.ts';
import { askApart } from './ask-apart.ts';
import type { Gateway, ServiceAnswer, Sid } from './client.ts';
import { breach } from './faults.ts';
import { normaliseAssistance } from './normalise-assistance.ts';
import { normaliseDeath } from './normalise-death.ts';
import { glanceAtFamily, normaliseFamily } from './normalise-family.ts';

const PAGE_SIZE = 1000;
const BATCH_SIZE = 100;

interface Asked {
  readonly offset: number;
  readonly length: number;
}

const pagesOf = (gateway: Gateway, sid: Sid): WindowReader['page'] => {
  const within = createPageLimit();
  return ({ from, to, offset, limit }, call) =>
    within(limit, async (length) => {
      const question = { cd_time_from: wallTime(from), cd_time_to: wallTime(to), start: offset, length };
      return pageIn(sid, await gateway.ask(sid, question, call), { offset, length });
    });
};

/** A page that contradicts itself is refused: reading on by it would skip rows, or never end. */
const pageIn = (sid: Sid, { rows, recordCount }: ServiceAnswer, { offset, length }: Asked): WindowPage => {
  if (recordCount.kind === 'impossible') throw breach(sid, 'record-count-unreadable');
  if (rows.length > length) throw breach(sid, 'page-too-long');
  if (recordCount.kind === 'absent') return { rows, total: null };
  const total = recordCount.value;
  if (rows.length > 0 && offset + rows.length > total) throw breach(sid, 'record-count-too-small');
  if (rows.length === 0 && offset < total) throw breach(sid, 'page-empty');
  return { rows, total };
};

export const assistanceReader = (gateway: Gateway): WindowReader<'assistance'> => ({
  kind: 'window',
  dataset: 'assistance',
  pageSize: PAGE_SIZE,
  page: pagesOf(gateway, 's_civil_assistance'),
  normalise: normaliseAssistance,
  glance: glanceAt({ recordKey: 'UUID', subject: 'GMSFHM', mayLackSubject: true }),
});

export const deathReader = (gateway: Gateway): WindowReader<'death'> => ({
  kind: 'window',
  dataset: 'death',
  pageSize: PAGE_SIZE,
  page: pagesOf(gateway, 's_civil_death'),
  normalise: normaliseDeath,
  glance: glanceAt({ recordKey: 'UUID', subject: 'ID_CARD', mayLackSubject: true }),
});

export const familyReader = (gateway: Gateway): LookupReader<'family'> => ({
  kind: 'lookup',
  dataset: 'family',
  batchSize: BATCH_SIZE,
  asks: 'subject',
  batch: async ({ subjects }, call) => {
    const items = subjects.map(({ idNumber, name }) => ({ GMSFHM: idNumber, XM: name }));
    const { rows } = await gateway.ask('s_civil_family', { items }, call);
    return { rows };
  },
  apart: askApart,
  glance: glanceAtFamily,
  normalise: normaliseFamily,
});
