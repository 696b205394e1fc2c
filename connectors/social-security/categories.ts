/**
 * What the labels of AAC148 (hardship category) and AAC158 (assistance recipient) mean. Each deployment's dictionary chooses its own
 * words; beside everybody's these are the ones of the tables seen (`domain.md` §1.9). Other words mean nothing here.
 */

import { labelReader, words } from '../../src/domain/assistance-labels.ts';
import type { ParticipationContent } from '../../src/domain/canonical.ts';
import { type CodeTable, meaningOf } from '../../src/upstream/code-tables.ts';
import type { Coded } from './rows.ts';

type Recipient = ParticipationContent['assistanceRecipient'];

export const hardshipCategoryOf = labelReader({
  'medical-assistance-other': words('医疗救助对象 医疗救助人员 其他医疗救助对象'),
  'not-assisted': words('无 否 非困难人员 非困难 不属于困难人员 普通人员 一般人员'),
});

const RECIPIENTS: CodeTable<'yes' | 'no'> = {
  是: 'yes',
  低保: 'yes',
  低保对象: 'yes',
  低保人员: 'yes',
  享受低保: 'yes',
  是低保对象: 'yes',
  最低生活保障对象: 'yes',
  否: 'no',
  非低保: 'no',
  非低保对象: 'no',
  非低保人员: 'no',
  未享受低保: 'no',
  不是低保对象: 'no',
  不属于低保对象: 'no',
  非最低生活保障对象: 'no',
};

/** `unknown` where nothing is stated. What is stated without meaning may be a yes, and so no silence (`interfaces.md`, "Common to all"). */
export const assistanceRecipientOf = (stated: Coded | null): Recipient => {
  if (stated === null) return 'unknown';
  const meaning = meaningOf(RECIPIENTS, stated.label);
  return meaning === 'unknown' ? 'no-such-code' : meaning;
};
