/** Civil affairs 民政, by the national data-sharing exchange convention (`interfaces.md` §1). */
import {
  type AuthorityClient,
  type Call,
  type Connector,
  type LiveAnswer,
  NO_DICTIONARY,
  type Subject,
} from '../../src/upstream/connector.ts';
import { type CivilAffairsSettings, createGateway, type Gateway } from './client.ts';
import { breach, brokenRow } from './faults.ts';
import { normaliseCheck, UNKNOWN_PERSON } from './normalise-check.ts';
import { assistanceReader, deathReader, familyReader } from './readers.ts';

export type { CivilAffairsSettings } from './client.ts';

export const civilAffairs = {
  source: 'civil-affairs',
  title: '民政',
  datasets: ['assistance', 'death', 'family'],
  connect: (settings, tools) => {
    const gateway = createGateway(settings, tools);
    return {
      source: 'civil-affairs',
      readers: [assistanceReader(gateway), deathReader(gateway), familyReader(gateway)],
      signIn: (call) => gateway.signIn('s_civil_check', call),
      // Its labels are free text: it publishes no tables.
      dictionary: () => Promise.resolve(NO_DICTIONARY),
      ask: (subject, call) => ask(gateway, subject, call),
    };
  },
} satisfies Connector<CivilAffairsSettings, AuthorityClient>;

const ask = async (gateway: Gateway, { idNumber, name }: Subject, call: Call): Promise<LiveAnswer> => {
  const { rows } = await gateway.ask('s_civil_check', { GMSFHM: idNumber, XM: name }, call);
  if (rows.length === 0) return UNKNOWN_PERSON;
  if (rows.length > 1) throw breach('s_civil_check', 'too-many-rows');
  const read = normaliseCheck(rows[0], idNumber);
  if (!read.ok) throw brokenRow('s_civil_check', read.broken);
  if (read.value === 'another-person') throw breach('s_civil_check', 'another-person');
  return read.value;
};
