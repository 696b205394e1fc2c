/** Rows of `s_civil_assistance` (社会救助, `interfaces.md` §1) as drafts. Pure. Telephone, manner, batch and data source are dropped here: nothing needs them. */
import type { AssistanceContent } from '../../src/domain/canonical.ts';
import type { IdNumber } from '../../src/domain/id-number.ts';
import type { Draft, Normalised, WireRow } from '../../src/upstream/connector.ts';
import { type Fields, readRow } from '../../src/upstream/fields.ts';
import { shortened } from '../../src/upstream/wire.ts';
import { categoryOf } from './categories.ts';
import { ENDED, endsRecord } from './changes.ts';
import type { components } from './upstream.ts';

type Row = Fields<keyof components['schemas']['AssistanceRow']>;

/** As long as the canonical schema lets them be. */
const LABEL_CHARACTERS = 40;
const REGION_CHARACTERS = 12;

export const normaliseAssistance = (row: WireRow): Normalised => readRow(row, draftOf);

const draftOf = (fields: Row): Draft => {
  const record = { dataset: 'assistance', recordKey: fields.key('UUID') } as const;
  if (endsRecord(fields)) return { ...record, ...ENDED, subject: fields.subjectIfReadable('GMSFHM'), changedAt: fields.instant('CD_TIME') };
  const subject = fields.subject('GMSFHM');
  return {
    ...record,
    subject,
    changedAt: fields.instant('CD_TIME'),
    ended: false,
    content: contentOf(fields, subject),
    sealed: {},
    stated: { name: fields.text('XM'), birthDate: fields.day('CSRQ'), employer: null },
    household: fields.text('HH'),
  };
};

const contentOf = (fields: Row, subject: IdNumber | null): AssistanceContent => {
  const head = fields.relatedPerson('HZ_GMSFHM');
  return {
    ...categoryAndLabel(fields.text('JZLB')),
    monthlyAmount: fields.amount('BZJE'),
    peopleCovered: fields.count('BZRKS'),
    declaredIncome: fields.amount('JTYSR'),
    since: fields.month('KSNY'),
    stoppedOn: fields.day('TFRQ'),
    region: shortOrNull(fields.text('XZQH'), REGION_CHARACTERS),
    isHead: head === null ? null : head === subject,
  };
};

export const categoryAndLabel = (label: string | null): Pick<AssistanceContent, 'category' | 'label'> => ({
  category: categoryOf(label),
  label: shortOrNull(label, LABEL_CHARACTERS),
});

const shortOrNull = (text: string | null, characters: number): string | null => (text === null ? null : shortened(text, characters));
