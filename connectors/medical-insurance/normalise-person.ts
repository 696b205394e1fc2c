/** Persons as 1101 and 1101B answer them (`interfaces.md` §2, `domain.md` §1.3) to drafts: insurances, identities, and the number that other questions need. */
import type { PersonIdentity, PersonInsurance } from '../../src/domain/canonical.ts';
import { asRounded, type IdNumber } from '../../src/domain/id-number.ts';
import { labelOf, meaningOf } from '../../src/upstream/code-tables.ts';
import type { Dictionary, LookupReader, Normalised, WireRow } from '../../src/upstream/connector.ts';
import { readRow } from '../../src/upstream/fields.ts';
import { NOBODY, ownersAmong } from '../../src/upstream/known-rows.ts';
import { isStated, listOf, recordOf, shortened } from '../../src/upstream/wire.ts';
import { verdictOf } from './answer.ts';
import { categoryOf, isAboutOtherThings } from './categories.ts';
import { INSURANCES, INSURED } from './codes.ts';
import { LENGTHS } from './envelope.ts';
import { type FieldsOf, inDoubt, ofThoseAsked, readCode, readPersonNo, readShort, subjectOf } from './rows.ts';
import type { components } from './upstream.ts';

type Schemas = components['schemas'];
type BaseInfo = FieldsOf<Schemas['BaseInfo']>;

const RECORD_KEY = 'person';

/** An absent person may be missing from the answer, or be an entry that says so: that is no row. Any other refusal of an entry is a row, and broken. */
export const isPresent = (entry: WireRow): boolean => {
  const record = recordOf(entry);
  return record === null || verdictOf(record) !== 'not-found';
};

export const normalisePersons: LookupReader<'person'>['normalise'] = (rows, subjects, dictionary, known = NOBODY) => {
  const asked = new Set(subjects.map(({ idNumber }) => idNumber));
  const owners = ownersAmong(known, glanceAtPersons, { rows, subjects });
  const read = rows.map((row, index) => (owners[index] == null ? keyed(normalisePerson(row, dictionary)) : null));
  const answered = new Set(read.map((row, index) => (row === null ? owners[index] : subjectOf(row))));
  const waiting = [...asked].filter((idNumber) => !answered.has(idNumber));
  return {
    rows: read.map((row, index) =>
      row === null
        ? { ok: 'known' }
        : ofThoseAsked(
            inDoubt(row, () => possibleSubjects(rows[index], waiting)),
            asked,
          ),
    ),
  };
};

/** By the number that was asked about, written as it was asked; an entry is read by itself. */
export const glanceAtPersons: LookupReader['glance'] = (rows, subjects) => {
  const asked = new Map<unknown, IdNumber>(subjects.map(({ idNumber }) => [idNumber, idNumber]));
  return rows.map((row) => {
    const subject = asked.get(recordOf(row)?.['certno']);
    return subject === undefined ? null : { subject, said: row };
  });
};

/** Whether it takes the labels of 1901 to read it. */
export const statesIdentity = (entry: WireRow): boolean =>
  (listOf(recordOf(entry)?.['idetinfo']) ?? []).some((identity) => isStated(recordOf(identity)?.['psn_idet_type']));

/** Whatever is wrong with the entry, and however it is written: it is the one record of its person. */
const keyed = (row: Normalised): Normalised => (row.ok ? row : { ok: false, broken: { ...row.broken, recordKey: RECORD_KEY } });

/**
 * Every entry is about somebody who was asked about. A number that arrived as a JSON number is never read, but may still tell who of those
 * not yet answered can be meant: or somebody who was answered, if badly, would count as absent. Where it tells nothing, it may be any of them.
 */
const possibleSubjects = (row: WireRow, waiting: readonly IdNumber[]): readonly IdNumber[] => {
  const { certno, baseinfo } = recordOf(row) ?? {};
  const possible = [certno, recordOf(baseinfo)?.['certno']].flatMap((number) => asRounded(number, waiting));
  return possible.length > 0 ? [...new Set(possible)] : waiting;
};

export const normalisePerson = (row: WireRow, dictionary: Dictionary): Normalised =>
  readRow(row, (fields) => {
    const entry: FieldsOf<Schemas['PersonEntry']> = fields;
    const base: BaseInfo | null = entry.child('baseinfo');
    const subject = readSubject(entry, base);
    if (isRefused(entry)) entry.refuse('unknown-operation', 'infcode');
    if (base === null) entry.refuse('missing-key', 'baseinfo');
    const insurances = entry.children('insuinfo').flatMap(readInsurance);
    const employer =
      insurances.find(({ insurance, employerName }) => isCurrent(insurance) && insurance.type === 'employee' && employerName !== null)
        ?.employerName ?? null;
    return {
      dataset: 'person',
      recordKey: RECORD_KEY,
      subject,
      changedAt: null,
      ended: false,
      content: {
        insurances: insurances.length > 0 || isStatedEmpty(entry) ? mainOf(insurances) : null,
        identities: entry.children('idetinfo').flatMap((identity) => readIdentity(identity, dictionary)),
        place: placeOf(insurances.map(({ insurance }) => insurance)),
      },
      sealed: { personNo: requiredPersonNo(base) },
      stated: {
        name: base?.text('psn_name') ?? null,
        birthDate: base?.day('brdy') ?? null,
        employer: employer === null ? null : { name: employer, uscc: null },
      },
      household: null,
    };
  });

/** 1101B repeats the number asked about beside the entry; the registered one must be the same person's, however either is written. */
const readSubject = (entry: FieldsOf<Schemas['PersonEntry']>, base: BaseInfo | null): IdNumber | null => {
  const asked = entry.subjectIfStated('certno');
  if (asked === null) return base?.subject('certno') ?? null;
  const registered = base?.relatedPerson('certno') ?? null;
  if (registered !== null && registered !== asked) base?.refuse('identity-number', 'certno');
  return asked;
};

/** A list without entries says that there are none; one that is not stated, or entries that state nothing, say nothing of it. */
const isStatedEmpty = (entry: FieldsOf<Schemas['PersonEntry']>): boolean => {
  const stated = entry.raw('insuinfo');
  return Array.isArray(stated) && stated.length === 0;
};

const isRefused = (entry: FieldsOf<Schemas['PersonEntry']>): boolean => {
  const verdict = verdictOf({ infcode: entry.raw('infcode'), err_msg: entry.raw('err_msg') });
  return verdict !== 'done' && verdict !== 'not-stated';
};

const requiredPersonNo = (base: BaseInfo | null): string => {
  const personNo = base === null ? null : readPersonNo(base);
  if (personNo === null) base?.refuse('missing-key', 'psn_no');
  return personNo ?? '';
};

interface ReadInsurance {
  readonly insurance: PersonInsurance;
  /** It tells where somebody may be asked about, and nothing else that anybody needs. */
  readonly isSupplement: boolean;
  readonly employerName: string | null;
}

/** An entry that states neither kind, status nor place says nothing. By a place that no call can name nobody is asked about. */
const readInsurance = (entry: FieldsOf<Schemas['Insurance']>): readonly ReadInsurance[] => {
  const [type, status, place] = [
    entry.text('insutype'),
    entry.text('psn_insu_stas'),
    readShort(entry, 'insuplc_admdvs', LENGTHS.insuplc_admdvs),
  ];
  if (type === null && status === null && place === null) return [];
  const kind = meaningOf(INSURANCES, type);
  const insurance: PersonInsurance = {
    type: kind === 'supplement' ? 'other' : kind,
    status: meaningOf(INSURED, status),
    from: entry.day('psn_insu_date'),
    pausedOn: entry.day('paus_insu_date'),
    place,
  };
  return [{ insurance, isSupplement: kind === 'supplement', employerName: entry.text('emp_name') }];
};

const mainOf = (insurances: readonly ReadInsurance[]): PersonInsurance[] =>
  insurances.filter(({ isSupplement }) => !isSupplement).map(({ insurance }) => insurance);

const isCurrent = ({ status }: PersonInsurance): boolean => status === 'insured';

/** Where this person may be asked about: the place of the current insurance, else the first named. */
const placeOf = (insurances: readonly PersonInsurance[]): string | null => {
  const placed = insurances.filter(({ place }) => place !== null);
  return (placed.find(isCurrent) ?? placed[0])?.place ?? null;
};

/**
 * A code that the dictionary does not have is unknown, never "not poor"; an entry without a code says nothing, nor does an identity that has nothing to do with
 * assistance: nobody needs it, so it is not kept.
 */
const readIdentity = (entry: FieldsOf<Schemas['Identity']>, dictionary: Dictionary): readonly PersonIdentity[] => {
  const code = readCode(entry, 'psn_idet_type', 8);
  if (code === null) return [];
  const label = labelOf(dictionary, 'psn_idet_type', code);
  if (isAboutOtherThings(label)) return [];
  return [
    {
      code,
      label: label === null ? null : shortened(label, 40),
      category: categoryOf(label),
      from: entry.day('begntime'),
      to: entry.day('endtime'),
    },
  ];
};
