/**
 * Rows of the four feeds as drafts (`interfaces.md` §3). Pure. Participation and contributions are never deleted, and a cancelled
 * unemployment spell or injury is kept as not valid, so no row of this authority ends a record.
 */
import type { IdNumber } from '../../src/domain/id-number.ts';
import { plainLabel } from '../../src/domain/plain-form.ts';
import { meaningOf } from '../../src/upstream/code-tables.ts';
import type { Dictionary, DraftOf, Normalised, WireRow } from '../../src/upstream/connector.ts';
import { readRow } from '../../src/upstream/fields.ts';
import { shortened } from '../../src/upstream/wire.ts';
import { assistanceRecipientOf, hardshipCategoryOf } from './categories.ts';
import { ARRIVALS, BENEFIT_PAYMENTS, disabilityGradeOf, ENROLMENTS, INSURANCES, PAYMENTS, RECOGNITIONS } from './codes.ts';
import { type FieldsOf, ROW_FORMAT, readBase, readCoded, readDayOf, readLabel, readValidity } from './rows.ts';
import type { components } from './upstream.ts';

type Rows = components['schemas'];

const LONGEST_LABEL = 40;

/** What every row states alike. */
const ofPerson = (fields: FieldsOf<{ AAC002?: unknown; AAE418?: unknown }>) =>
  ({ subject: subjectOf(fields), changedAt: fields.instant('AAE418'), ended: false, sealed: {}, household: null }) as const;

/**
 * A foreigner's number is a country code and more (`domain.md` §3.1): the roster knows them by the number of their card, so such a row is about nobody
 * here. Whoever had a record of its key loses it, as to any other row about somebody else.
 */
const subjectOf = (fields: FieldsOf<{ AAC002?: unknown }>): IdNumber | null => {
  const stated = fields.raw('AAC002');
  const isForeign = typeof stated === 'string' && !AS_A_RULE.test(stated) && FOREIGNERS.test(plainLabel(stated));
  return isForeign ? null : fields.subject('AAC002');
};
/** Of every row of every page: a citizen's is looked into no further. */
const AS_A_RULE = /^\d/;
const FOREIGNERS = /^[A-Z]{3,}\d[A-Z0-9]*$/i;

export const normaliseParticipation = (row: WireRow, dictionary: Dictionary): Normalised =>
  readRow(
    row,
    (fields: FieldsOf<Rows['ParticipationRow']>): DraftOf<'participation'> => {
      const hardship = readCoded(fields, 'AAC148', dictionary);
      return {
        dataset: 'participation',
        recordKey: fields.key('AAZ159'),
        ...ofPerson(fields),
        content: {
          insurance: meaningOf(INSURANCES, fields.text('AAE140')),
          enrolment: meaningOf(ENROLMENTS, readLabel(fields, 'AAC008', dictionary)),
          payment: meaningOf(PAYMENTS, fields.text('AAC031')),
          from: readDayOf(fields, 'AAC030', 'first'),
          to: readDayOf(fields, 'AAE031', 'last'),
          base: readBase(fields),
          hardshipLabel: hardship === null ? null : shortened(hardship.label ?? hardship.code, LONGEST_LABEL),
          hardshipCategory: hardshipCategoryOf(hardship?.label ?? null),
          assistanceRecipient: assistanceRecipientOf(readCoded(fields, 'AAC158', dictionary)),
        },
        stated: { name: fields.text('AAC003'), birthDate: readDayOf(fields, 'AAC006', null), employer: employerOf(fields) },
      };
    },
    ROW_FORMAT,
  );

const employerOf = (fields: FieldsOf<Rows['ParticipationRow']>): DraftOf<'participation'>['stated']['employer'] => {
  const [name, uscc] = [fields.text('AAB004'), fields.text('BAB010')];
  return name === null && uscc === null ? null : { name, uscc };
};

export const normaliseContributions = (row: WireRow): Normalised =>
  readRow(
    row,
    (fields: FieldsOf<Rows['ContributionsRow']>): DraftOf<'contributions'> => {
      const recordKey = fields.key('AAZ223');
      const person = ofPerson(fields);
      const month = fields.month('AAE003');
      if (month === null) fields.refuse('missing-key', 'AAE003');
      return {
        dataset: 'contributions',
        recordKey,
        ...person,
        content:
          month === null
            ? null
            : {
                insurance: meaningOf(INSURANCES, fields.text('AAE140')),
                month,
                base: readBase(fields),
                arrived: meaningOf(ARRIVALS, fields.text('AAE132')),
              },
        stated: { name: null, birthDate: null, employer: null },
      };
    },
    ROW_FORMAT,
  );

export const normaliseUnemployment = (row: WireRow, dictionary: Dictionary): Normalised =>
  readRow(
    row,
    (fields: FieldsOf<Rows['UnemploymentRow']>): DraftOf<'unemployment'> => ({
      dataset: 'unemployment',
      recordKey: fields.key('AJZ001'),
      ...ofPerson(fields),
      content: {
        unemployedOn: readDayOf(fields, 'AJC090', null),
        benefitFrom: fields.month('AAE210'),
        benefitTo: fields.month('AJC056'),
        monthsEntitled: fields.count('AJC097'),
        monthsTaken: fields.count('AJC098'),
        monthsLeft: fields.count('AJC099'),
        monthlyAmount: fields.amount('AJC140'),
        paying: meaningOf(BENEFIT_PAYMENTS, readLabel(fields, 'AAE116', dictionary)),
        valid: readValidity(fields),
      },
      stated: { name: fields.text('AAC003'), birthDate: null, employer: null },
    }),
    ROW_FORMAT,
  );

export const normaliseWorkInjury = (row: WireRow, dictionary: Dictionary): Normalised =>
  readRow(
    row,
    (fields: FieldsOf<Rows['WorkInjuryRow']>): DraftOf<'work-injury'> => ({
      dataset: 'work-injury',
      recordKey: fields.key('ALZ001'),
      ...ofPerson(fields),
      content: {
        injuredOn: readDayOf(fields, 'ALC020', null),
        recognised: meaningOf(RECOGNITIONS, readLabel(fields, 'ALC031', dictionary)),
        disabilityGrade: disabilityGradeOf(readLabel(fields, 'ALA040', dictionary)),
        valid: readValidity(fields),
      },
      stated: { name: fields.text('AAC003'), birthDate: null, employer: null },
    }),
    ROW_FORMAT,
  );
