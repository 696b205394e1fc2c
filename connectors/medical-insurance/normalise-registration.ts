/** Chronic and serious-disease registrations as 5301B answers them (`interfaces.md` §2) to drafts. */
import type { IdNumber } from '../../src/domain/id-number.ts';
import type { DraftOf, LookupReader, LookupRow, Normalised, WireRow } from '../../src/upstream/connector.ts';
import { readRow } from '../../src/upstream/fields.ts';
import { NOBODY, ownersAmong } from '../../src/upstream/known-rows.ts';
import { shortened } from '../../src/upstream/wire.ts';
import {
  askedAbout,
  attributed,
  byPersonNo,
  type FieldsOf,
  glanceByPersonNo,
  inDoubt,
  ofThoseAsked,
  possiblyAbout,
  readCode,
  readPersonNo,
} from './rows.ts';
import type { components } from './upstream.ts';

type Registration = FieldsOf<components['schemas']['Registration']>;

/** A registration has no key of its own, and a disease code must not be one: its day and its place among that day's, in order of disease code, are. */
export const normaliseRegistrations: LookupReader<'registration'>['normalise'] = (rows, subjects, _, known = NOBODY) => {
  const asked = byPersonNo(subjects);
  const people = new Set(asked.values());
  const owners = ownersAmong(known, glanceByPersonNo, { rows, subjects });
  const read = rows.map((row, index): LookupRow => {
    if (owners[index] != null) return { ok: 'known' };
    const person = askedAbout(row, asked);
    return ofThoseAsked(
      inDoubt(attributed(normaliseRegistration(row, person), person), () => possiblyAbout(row, asked)),
      people,
    );
  });
  return { rows: keyed(read) };
};

const normaliseRegistration = (row: WireRow, person: IdNumber | null): Normalised =>
  readRow(row, (fields) => {
    const registration: Registration = fields;
    if (readPersonNo(registration) === null) registration.refuse('missing-key', 'psn_no');
    const diseaseCode = readCode(registration, 'opsp_dise_code', 40);
    const diseaseName = registration.text('opsp_dise_name');
    if (diseaseCode === null && diseaseName === null) registration.refuse('missing-key', 'opsp_dise_code');
    return {
      dataset: 'registration',
      recordKey: '',
      subject: person,
      changedAt: null,
      ended: false,
      content: { from: registration.day('begndate'), to: registration.day('enddate') },
      sealed: { diseaseCode, diseaseName: diseaseName === null ? null : shortened(diseaseName, 300) },
      stated: { name: null, birthDate: null, employer: null },
      household: null,
    };
  });

/** The same registration answered twice keeps one key; the order of the answer makes no difference. */
const keyed = (rows: readonly LookupRow[]): readonly LookupRow[] => {
  const byDay = Map.groupBy(
    rows.flatMap((row) => registrationIn(row) ?? []),
    dayOf,
  );
  const keyOf = (registration: DraftOf<'registration'>): string => {
    const diseases = [...new Set((byDay.get(dayOf(registration)) ?? []).map(diseaseOf))].sort();
    return `${startOf(registration)}#${diseases.indexOf(diseaseOf(registration)) + 1}`;
  };
  return rows.map((row) => {
    const registration = registrationIn(row);
    return registration === null ? row : { ok: true, draft: { ...registration, recordKey: keyOf(registration) } };
  });
};

const registrationIn = (row: LookupRow): DraftOf<'registration'> | null =>
  row.ok === true && row.draft.dataset === 'registration' ? row.draft : null;
const startOf = ({ content }: DraftOf<'registration'>): string => content?.from ?? 'undated';
const dayOf = (registration: DraftOf<'registration'>): string => `${registration.subject} ${startOf(registration)}`;
const diseaseOf = ({ content, sealed }: DraftOf<'registration'>): string =>
  [sealed?.diseaseCode, sealed?.diseaseName, content?.to].join('\n');
