/** What the categories of assistance mean for "receives assistance now", and which of them can be true together. */
import type { AssistanceContent } from '../../domain/canonical.ts';

export type Category = AssistanceContent['category'];

/**
 * `claims`: assistance by the household's income, one class a household: 低保, 特困, 低保边缘 and 刚性支出困难 exclude each other by definition
 * (国办发〔2023〕39号). `supports`: assisted, and it does not say in which class: never corroborates one, never contradicts one. `beside`: may stand
 * beside any class or none and says nothing of assistance now; 临时救助 is an event, not a status (`domain.md` §4.2), and
 * what orphans, the disabled and veterans receive asks for no income.
 */
export type Bearing = 'claims' | 'supports' | 'beside' | 'denies' | 'no-such-code';

export const BEARINGS: Readonly<Record<Category, Bearing>> = {
  dibao: 'claims',
  tekun: 'claims',
  'dibao-marginal': 'claims',
  'rigid-expense': 'claims',
  'medical-assistance-other': 'supports',
  'poverty-monitored': 'supports',
  orphan: 'beside',
  'severe-disability': 'beside',
  'preferential-treatment': 'beside',
  temporary: 'beside',
  'not-assisted': 'denies',
  unknown: 'no-such-code',
};

/** Social security's recipient flag (AAC158 低保对象标识) is set for 低保 and 特困 alike (`domain.md` §6.5): it corroborates either, contradicts any other class. */
export const RECIPIENT_FLAG = 'dibao-or-tekun';

/** A stated value → the categories it may stand for. Every other value stands for itself. */
export const CLAIMS: Readonly<Record<string, readonly Category[]>> = { [RECIPIENT_FLAG]: ['dibao', 'tekun'] };
