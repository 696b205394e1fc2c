/**
 * What codes mean (`domain.md` §1.7 and §1.8; `psn_idet_type` and `psn_cert_type` are regional, read from 1901 instead). A code that is
 * in no table is `unknown`, never a guess (`interfaces.md`, "Common to all").
 */
import type { CodeTable } from '../../src/upstream/code-tables.ts';

/**
 * insutype. `other` are the schemes that some have in the place of 310 and 390: retired veterans, disabled soldiers, the old Red Army, 新农合, other special
 * groups. A `supplement` pays beside one of them, or for something else than treatment (410 long-term care, which is work injury in social security;
 * 510 maternity): nobody is insured by it.
 */
export const INSURANCES = {
  '310': 'employee',
  '390': 'resident',
  '340': 'other',
  '350': 'other',
  '360': 'other',
  '380': 'other',
  '399': 'other',
  '320': 'supplement',
  '330': 'supplement',
  '370': 'supplement',
  '391': 'supplement',
  '392': 'supplement',
  '410': 'supplement',
  '510': 'supplement',
} as const satisfies CodeTable;

/** psn_insu_stas. The sources disagree on what 3 and 4 are called, and agree that neither is insured. */
export const INSURED = {
  '0': 'not-insured',
  '1': 'insured',
  '2': 'not-insured',
  '3': 'not-insured',
  '4': 'not-insured',
} as const satisfies CodeTable;

/** med_type. Maternity (51, 52, 53) is told apart from nothing: no rule needs it. 99xx are local. */
export const CARE = {
  '11': 'outpatient',
  '12': 'outpatient',
  '13': 'outpatient',
  '14': 'chronic',
  '19': 'accident',
  '21': 'inpatient',
  '22': 'inpatient',
  '23': 'inpatient',
  '24': 'inpatient',
  '41': 'pharmacy',
  '51': 'other',
  '52': 'other',
  '53': 'other',
} as const satisfies CodeTable;

/** refd_setl_flag. */
export const REVERSALS = { '0': 'settles', '1': 'reverses' } as const satisfies CodeTable;
