/**
 * Lists of one district. Its people are gathered once, and each row on the way is held against them: going to the roster for every row takes longer
 * where few live there, and going from every person to their rows where many do.
 */
import { countingOf } from './people.ts';

/** What stands before the statement; `$`: the parameter with the district. */
export const gatheredFrom = ($: string): string =>
  `with of_district as materialized (select m.person_key from member m where m.district = ${$})`;

/** Of rows called `row`, those of its people. Asked so, the planner makes no join of it. */
export const isOfDistrict = (row: string): string => `(${row}.person_key in (select person_key from of_district)) is true`;

/** Where the person of a row called `row` is at this moment: what is written beside a case or an application stays, wherever they move. */
export const districtOf = (row: string): string => `(select district from (${countingOf(row)}) counting)`;
