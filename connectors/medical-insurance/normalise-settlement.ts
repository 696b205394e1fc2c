/** Settlements as 5203B answers them (`interfaces.md` §2, `domain.md` §1.4) to drafts. Only what a rule or form needs is read: no other field leaves this connector. */
import type { SettlementContent } from '../../src/domain/canonical.ts';
import type { IdNumber } from '../../src/domain/id-number.ts';
import type { Instant } from '../../src/domain/period.ts';
import { meaningOf } from '../../src/upstream/code-tables.ts';
import type { DraftOf, LookupReader, LookupRow, Normalised, WireRow } from '../../src/upstream/connector.ts';
import { LONGEST_KEY, readRow } from '../../src/upstream/fields.ts';
import { NOBODY, ownersAmong } from '../../src/upstream/known-rows.ts';
import { shortened } from '../../src/upstream/wire.ts';
import { CARE, INSURANCES, REVERSALS } from './codes.ts';
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
  readShort,
} from './rows.ts';
import type { components } from './upstream.ts';

type Settlement = FieldsOf<components['schemas']['Settlement']>;

export const normaliseSettlements: LookupReader<'settlement'>['normalise'] = (rows, subjects, _, known = NOBODY) => {
  const asked = byPersonNo(subjects);
  const people = new Set(asked.values());
  const owners = ownersAmong(known, glanceByPersonNo, { rows, subjects });
  return {
    rows: rows.map((row, index): LookupRow => {
      if (owners[index] != null) return { ok: 'known' };
      const person = askedAbout(row, asked);
      return ofThoseAsked(
        inDoubt(attributed(normaliseSettlement(row, person), person), () => possiblyAbout(row, asked)),
        people,
      );
    }),
  };
};

/** `person`: whose `psn_no` the row bears. */
const normaliseSettlement = (row: WireRow, person: IdNumber | null): Normalised =>
  readRow(row, (fields) => {
    const settlement: Settlement = fields;
    const [recordKey, subject] = [settlement.key('setl_id'), readSubject(settlement, person)];
    const [settledAt, reverses] = [readSettledAt(settlement), readReversed(settlement)];
    return {
      ...{ dataset: 'settlement', recordKey, subject, changedAt: null, ended: false, household: null },
      ...(reverses === null ? readStay(settlement, settledAt) : { content: { settledAt, reverses, ...NO_STAY }, ...NOTHING_ELSE }),
    };
  });

type Stay = Pick<DraftOf<'settlement'>, 'content' | 'sealed' | 'stated'>;

/** A reversal counts for nothing but what it reverses, whatever else it carries: nothing else of it is read, and nothing else of it can be unreadable. */
const NO_STAY = {
  ...{ from: null, to: null, care: 'unknown', insurance: 'unknown', hospitalLevel: null },
  ...{ total: null, ownPaid: null, cashPaid: null, fundPaid: null, medicalAid: null },
} as const satisfies Partial<SettlementContent>;
const NOTHING_ELSE: Omit<Stay, 'content'> = {
  sealed: { hospital: null, diseaseCode: null, diseaseName: null },
  stated: { name: null, birthDate: null, employer: null },
};

const readStay = (settlement: Settlement, settledAt: Instant): Stay => ({
  content: { settledAt, reverses: null, ...readContent(settlement) },
  sealed: {
    hospital: readWords(settlement, 'fixmedins_name', 200),
    diseaseCode: readShort(settlement, 'dise_codg', 40),
    diseaseName: readWords(settlement, 'dise_name', 300),
  },
  // The employer of a past stay says nothing of today's.
  stated: { name: settlement.text('psn_name'), birthDate: settlement.day('brdy'), employer: null },
});

const readContent = (settlement: Settlement): Omit<SettlementContent, 'settledAt' | 'reverses'> => ({
  from: settlement.day('begndate'),
  to: settlement.day('enddate'),
  care: meaningOf(CARE, settlement.text('med_type')),
  insurance: readInsurance(settlement),
  hospitalLevel: readShort(settlement, 'hosp_lv', 8),
  total: settlement.amount('medfee_sumamt'),
  ownPaid: settlement.amount('psn_pay'),
  cashPaid: settlement.amount('cash_payamt'),
  fundPaid: settlement.amount('fund_pay_sumamt'),
  medicalAid: settlement.amount('maf_pay'),
});

/**
 * By `psn_no`, which was asked for. A `certno` stands in where there is none; beside it, it may be the number of any document the person was settled
 * under (`psn_cert_type`), but not the identity number of somebody else.
 */
const readSubject = (settlement: Settlement, person: IdNumber | null): IdNumber | null => {
  const personNo = readPersonNo(settlement);
  const stated = person === null ? settlement.subjectIfStated('certno') : settlement.relatedPerson('certno');
  if (person !== null && stated !== null && stated !== person) settlement.refuse('identity-number', 'certno');
  if (personNo === null && stated === null) settlement.refuse('missing-key', 'psn_no');
  return person ?? stated;
};

/** The window is by this time, so every row has it. */
const readSettledAt = (settlement: Settlement): Instant => {
  const settledAt = settlement.instant('setl_time');
  if (settledAt === null) settlement.refuse('missing-key', 'setl_time');
  return settledAt ?? ('' as Instant);
};

/** What was settled under a supplement was settled under none of the main insurances: which one stands behind it is not said. */
const readInsurance = (settlement: Settlement): SettlementContent['insurance'] => {
  const kind = meaningOf(INSURANCES, settlement.text('insutype'));
  return kind === 'supplement' ? 'other' : kind;
};

/** A reversal that does not say what it reverses, or a flag of no meaning, would count as money spent: neither can be read. */
const readReversed = (settlement: Settlement): string | null => {
  const flag = settlement.text('refd_setl_flag');
  if (flag === null) return null;
  const meaning = meaningOf(REVERSALS, flag);
  if (meaning === 'unknown') settlement.refuse('unknown-operation', 'refd_setl_flag');
  if (meaning !== 'reverses') return null;
  const reversed = readCode(settlement, 'medins_setl_id', LONGEST_KEY);
  if (reversed === null) settlement.refuse('missing-key', 'medins_setl_id');
  return reversed;
};

const readWords = (settlement: Settlement, name: Parameters<Settlement['text']>[0], most: number): string | null => {
  const words = settlement.text(name);
  return words === null ? null : shortened(words, most);
};
