/** Sealing and opening what is kept of a member, with the person's key unwrapped first, under the national suite; the floor is the standard one. */
import { randomUUID } from 'node:crypto';
import { freshKey } from '../src/security/keys.ts';
import { openVault } from '../src/security/sealing.ts';
import { SUITES } from '../src/security/suites.ts';
import { type Figures, median, secondsOf } from './figures.ts';

const PEOPLE = 5_000;
const ROUNDS = 5;
const PLACE = { table: 'record', dataset: 'members', record: 'member-1/1' };
const VALUE = {
  idNumber: '11010519491231002X',
  name: '测试',
  mobile: '13800001111',
  address: '某市某区某路一号',
  employer: '某某有限公司',
};

const sealAndOpen = (suite: (typeof SUITES)[keyof typeof SUITES]): (() => void) => {
  const keys = { byVersion: new Map([[1, freshKey()]]), inUse: 1 };
  const vault = openVault({ suite, keys: () => keys });
  const people = Array.from({ length: PEOPLE }, () => {
    const person = randomUUID();
    return { person, wrapped: vault.newPersonKey(person) };
  });
  return () => {
    for (const { person, wrapped } of people) {
      const secret = vault.unlock(person, wrapped);
      vault.open(secret, vault.seal(secret, VALUE, PLACE), PLACE);
    }
  };
};

export const sealing = (): Figures => {
  const [floor, whole] = [sealAndOpen(SUITES.standard), sealAndOpen(SUITES.sm)];
  const rounds = Array.from({ length: ROUNDS }, () => ({ floor: secondsOf(floor), whole: secondsOf(whole) }));
  const [seconds, floorSeconds] = [median(rounds.map((round) => round.whole)), median(rounds.map((round) => round.floor))];
  return { name: `sealing and opening for ${PEOPLE} people`, seconds, floorSeconds, ratio: seconds / floorSeconds, rounds: ROUNDS };
};
