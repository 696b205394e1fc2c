/** Until when an authority is asked to answer. Pure. */
import { addDays, type Day } from '../domain/period.ts';

/** Inter-office letters are answered within a month: as long as an authority has where nobody says otherwise. */
const USUAL_DAYS = 30;

export const usualDueDay = (today: Day): Day => addDays(today, USUAL_DAYS);

/** With its day it is still in time. */
export const isOverdue = ({ state, dueOn }: { readonly state: string; readonly dueOn: Day }, today: Day): boolean =>
  state === 'open' && dueOn < today;
