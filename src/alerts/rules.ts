/** The rules by which a person is told, as a table in the order of `RULE_NAMES`: what an earlier one explains, a later one does not tell again. Pure. */
import { MINUTE } from '../domain/period.ts';
import type { RuleName } from './alert.ts';
import { datasetBehind } from './rules/dataset-behind.ts';
import { dropAsked } from './rules/drop-asked.ts';
import { expiry } from './rules/expiry.ts';
import { failedCause } from './rules/failed-cause.ts';
import { nightLate, nightLong, nightUnfinished } from './rules/night.ts';
import { sourceFailing } from './rules/source-failing.ts';
import { concernsOpen, correctionsOverdue, diskFilling, quarantineFull, workWaiting } from './rules/waiting.ts';
import type { AlertSettings } from './settings.ts';
import type { IsTold, Signal } from './signal.ts';
import type { Situation } from './situation.ts';

/** `unsaid`: nobody can say anything of any of its subjects. */
type Rule = (situation: Situation, settings: AlertSettings, isTold: IsTold) => readonly Signal[] | 'unsaid';

export const RULES: Readonly<Record<RuleName, Rule>> = {
  'source-failing': (situation, settings) => sourceFailing(situation, settings['source-failing']),
  'drop-asked': (situation) => dropAsked(situation),
  'failed-cause': (situation, settings, isTold) => failedCause(situation, settings['failed-cause'], isTold),
  'night-late': (situation, settings) => nightLate(situation, settings['night-late']),
  'night-long': (situation, settings) => nightLong(situation, settings['night-long']),
  'night-unfinished': (situation, settings, isTold) => nightUnfinished(situation, settings, isTold),
  'dataset-behind': (situation, settings, isTold) => datasetBehind(situation, settings['dataset-behind'], isTold),
  'quarantine-full': (situation, settings) => quarantineFull(situation, settings['quarantine-full']),
  'work-waiting': (situation, settings) => workWaiting(situation, settings['work-waiting']),
  'disk-filling': (situation, settings) => diskFilling(situation, settings['disk-filling']),
  'concerns-open': (situation, settings) => concernsOpen(situation, settings['concerns-open']),
  'corrections-overdue': (situation, settings) => correctionsOverdue(situation, settings['corrections-overdue']),
  expiry: (situation, settings) => expiry(situation, settings.expiry),
};

/** What fails and passes within minutes is told to nobody; the others look at hours or days already. */
export const forMsOf = (rule: RuleName, settings: AlertSettings): number =>
  rule === 'source-failing' ? settings['source-failing'].forMinutes * MINUTE : 0;
