/** Rows of `s_civil_death` (殡葬, `interfaces.md` §1) as drafts. Pure. Sex and address are dropped here: nothing needs them. */
import type { Draft, Normalised, WireRow } from '../../src/upstream/connector.ts';
import { type Fields, readRow } from '../../src/upstream/fields.ts';
import { ENDED, endsRecord } from './changes.ts';
import type { components } from './upstream.ts';

export const normaliseDeath = (row: WireRow): Normalised => readRow(row, draftOf);

const draftOf = (fields: Fields<keyof components['schemas']['DeathRow']>): Draft => {
  const record = { dataset: 'death', recordKey: fields.key('UUID') } as const;
  if (endsRecord(fields))
    return { ...record, ...ENDED, subject: fields.subjectIfReadable('ID_CARD'), changedAt: fields.instant('CD_TIME') };
  return {
    ...record,
    subject: fields.subject('ID_CARD'),
    changedAt: fields.instant('CD_TIME'),
    ended: false,
    content: { diedOn: fields.day('DEATH_TIME'), crematedOn: fields.day('CREMATION_TIME') },
    sealed: {},
    stated: { name: fields.text('NAME'), birthDate: null, employer: null },
    household: null,
  };
};
