/** Which `psn_cert_type` a person is asked about under: `01` for resident ids, for others the code that 1901 labels for that kind (`interfaces.md` §2). */
import { plainLabel } from '../../src/domain/plain-form.ts';
import type { Dictionary, Subject } from '../../src/upstream/connector.ts';

const RESIDENT_ID = '01';

const OF_ANY_HMT_RESIDENT = ['港澳台居民居住证', '港澳台居住证'];
const OF_FOREIGNERS = ['外国人永久居留身份证', '外国人永久居留证'];

/** Whose code is the same everywhere: nobody asks for the table because of them. */
export const isResident = ({ idType }: Subject): boolean => idType === 'resident-id';

/** Null: the deployment has no code for that kind of document, so the person cannot be asked about. Codes differ by region: only labels are known. */
export const certificateTypeOf = ({ idType, idNumber }: Subject, dictionary: Dictionary): string | null => {
  switch (idType) {
    case 'resident-id':
      return RESIDENT_ID;
    case 'hmt-residence-permit':
      // Some tables tell the residents of Taiwan (83) from those of Hong Kong and Macau (81, 82).
      return codeLabelled(dictionary, [...OF_ANY_HMT_RESIDENT, idNumber.startsWith('83') ? '台湾居民居住证' : '港澳居民居住证']);
    case 'foreign-pr':
      return codeLabelled(dictionary, OF_FOREIGNERS);
  }
};

/** The first of these labels that the table has; 通行证 and passports are other documents with other numbers. */
const codeLabelled = ({ tables }: Dictionary, labels: readonly string[]): string | null => {
  const codes = Object.entries(tables['psn_cert_type'] ?? {});
  const found = labels.map((label) => codes.find(([, written]) => plainLabel(written) === label)?.[0]);
  return found.find((code) => code !== undefined) ?? null;
};
