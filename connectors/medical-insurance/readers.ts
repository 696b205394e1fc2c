/** The three datasets as lookups of up to 200 persons (`interfaces.md` §2): what to ask in a session, and which rows of the answer count. */
import type { InsuredSubject, LookupReader } from '../../src/upstream/connector.ts';
import { createPageLimit } from '../../src/upstream/page-limit.ts';
import { listOf, readCount, type WireRecord } from '../../src/upstream/wire.ts';
import { nodesOf } from './answer.ts';
import { nameOf } from './envelope.ts';
import { brokenAnswer, listingMoves } from './faults.ts';
import { glanceAtPersons, isPresent, normalisePersons } from './normalise-person.ts';
import { normaliseRegistrations } from './normalise-registration.ts';
import { normaliseSettlements } from './normalise-settlement.ts';
import { type Page, readListing } from './pages.ts';
import { glanceByPersonNo, insured } from './rows.ts';
import type { Session } from './session.ts';

const BATCH_SIZE = 200;
const PAGE_SIZE = 500;

type Asking = Pick<Session, 'ask'>;

/** 1101B takes no `psn_cert_type`: persons of any kind of document are asked about alike. */
export const personReader = ({ ask }: Asking): LookupReader<'person'> => ({
  kind: 'lookup',
  dataset: 'person',
  batchSize: BATCH_SIZE,
  labelledBy: ['psn_idet_type'],
  asks: 'subject',
  batch: async ({ subjects }, call) => {
    const list = subjects.map((subject) => ({ certno: subject.idNumber, psn_name: nameOf(subject) }));
    const entries = nodesOf(await ask({ infno: '1101B', input: { data: { list } } }, call), 'list', '1101B');
    return { rows: entries.filter(isPresent) };
  },
  glance: glanceAtPersons,
  normalise: normalisePersons,
});

/** The window is by the day of settlement, both ends inclusive. */
export const settlementReader = ({ ask }: Asking, within = createPageLimit()): LookupReader<'settlement'> => ({
  kind: 'lookup',
  dataset: 'settlement',
  batchSize: BATCH_SIZE,
  asks: 'insured-in-window',
  batch: async ({ subjects, window }, call) => {
    if (window === null) throw new TypeError('settlements are asked for in a window');
    const people = insured(subjects);
    const pageAt = async (page_num: number, page_size: number): Promise<Page> => {
      const data = { psn_no_list: personNosOf(people), begndate: window.from, enddate: window.to, page_num, page_size };
      return pageOf(await ask({ infno: '5203B', place: placeOf(people), input: { data } }, call));
    };
    // Pages of another size begin elsewhere: the listing is read anew.
    const rows = await within(PAGE_SIZE, (pageSize) => readListing((pageNumber) => pageAt(pageNumber, pageSize)));
    if (rows === null) throw listingMoves('5203B');
    return { rows };
  },
  glance: glanceByPersonNo,
  normalise: normaliseSettlements,
});

export const registrationReader = ({ ask }: Asking): LookupReader<'registration'> => ({
  kind: 'lookup',
  dataset: 'registration',
  batchSize: BATCH_SIZE,
  asks: 'insured',
  batch: async ({ subjects }, call) => {
    const people = insured(subjects);
    const output = await ask({ infno: '5301B', place: placeOf(people), input: { data: { psn_no_list: personNosOf(people) } } }, call);
    return { rows: nodesOf(output, 'feedetail', '5301B') };
  },
  glance: glanceByPersonNo,
  normalise: normaliseRegistrations,
});

const personNosOf = (people: readonly InsuredSubject[]): string[] => people.map(({ personNo }) => personNo);

/** `insuplc_admdvs` is one for the whole batch: with people of another place in it, they would be looked for where they are not. */
const placeOf = (people: readonly InsuredSubject[]): string => {
  const [place, ...others] = new Set(people.map((person) => person.place));
  if (place === undefined || others.length > 0) throw new TypeError('a batch asked by psn_no holds persons of one place');
  return place;
};

/** A page without settlements may leave their node out. */
const pageOf = (output: WireRecord): Page => {
  const total = readCount(output['total']);
  const rows = listOf(output['setlinfo']);
  if (total.kind === 'impossible') throw brokenAnswer('no-total', '5203B');
  if (rows === null) throw brokenAnswer('no-list', '5203B');
  return { rows, total: total.kind === 'stated' ? total.value : null };
};
