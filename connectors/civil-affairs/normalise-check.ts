/**
 * The answer of `s_civil_check` (单人核验, `interfaces.md` §1): the bureau's own grades, and the drafts the night would make. Pure.
 * It has no record keys and states less than the feeds: no amounts, no day of death.
 */
import type { Grade } from '../../src/domain/grade.ts';
import type { IdNumber } from '../../src/domain/id-number.ts';
import type { Testimony } from '../../src/domain/sources.ts';
import type { Draft, LiveAnswer, WireRow } from '../../src/upstream/connector.ts';
import { type Fields, type Read, readFields } from '../../src/upstream/fields.ts';
import { categoryAndLabel } from './normalise-assistance.ts';
import type { components } from './upstream.ts';

type Row = Fields<keyof components['schemas']['CheckRow']>;

/** No row states neither SWBS nor JZLB: of whom a death or assistance was read it says nothing, and so takes nothing back. */
export const UNKNOWN_PERSON: LiveAnswer = {
  held: false,
  graded: null,
  drafts: [],
  settles: [],
  settlesUnlessHeld: ['assistance', 'death'],
};

/** PPDDM 1 same, 2 exact, 3 similar, 4 no match (`domain.md` §4.4); any other code says nothing. */
const GRADES: ReadonlyMap<string | null, Grade> = new Map([
  ['1', 'equal'],
  ['2', 'equal'],
  ['3', 'similar'],
  ['4', 'different'],
]);

/** `another-person`: the row is about somebody else than asked. */
export const normaliseCheck = (row: WireRow, asked: IdNumber): Read<LiveAnswer | 'another-person'> =>
  readFields(row, (fields: Row) => answerOf(fields, asked));

const answerOf = (fields: Row, asked: IdNumber): LiveAnswer | 'another-person' => {
  const said = gradesIn(fields);
  // A number that is only similar is somebody else's, whether the row carries that one or the one asked about: nothing held under it speaks of them.
  if (said.idNumber === 'similar' || said.idNumber === 'different') return { held: true, graded: said, drafts: [], settles: [] };
  const stated = fields.subjectIfStated('GMSFHM');
  if (stated !== null && stated !== asked) return 'another-person';
  const graded = gradesOf(said, stated !== null);
  const living = fields.text('SWBS');
  const statement = statementOf(fields, { asked, graded });
  const assistance = assistanceIn(fields, statement);
  // A field that is not stated settles nothing: no JZLB is not "no assistance", and no SWBS is not "living".
  const settles: readonly Testimony[] = [
    ...(assistance.length > 0 ? (['assistance'] as const) : []),
    ...(living === '0' || living === '1' ? (['death'] as const) : []),
  ];
  return { held: true, graded, drafts: [...assistance, ...(living === '1' ? [deathOf(statement)] : [])], settles };
};

type Grades = NonNullable<LiveAnswer['graded']>;

const gradesIn = (fields: Row): Grades => ({ idNumber: gradeOf(fields.text('GMSFHM_PPDDM')), name: gradeOf(fields.text('XM_PPDDM')) });

/** Null where the bureau grades neither: then the caller compares. */
const gradesOf = ({ idNumber, name }: Grades, sameNumber: boolean): Grades | null => {
  if (idNumber === 'not-stated' && name === 'not-stated') return null;
  return { idNumber: idNumber === 'not-stated' && sameNumber ? 'equal' : idNumber, name };
};

const gradeOf = (code: string | null): Grade => GRADES.get(code) ?? 'not-stated';

type Statement = Omit<Draft, 'dataset' | 'content' | 'sealed'>;

/** The name's copy goes along only where the bureau did not grade it: what it compared with is then for the caller to compare. */
const statementOf = (fields: Row, { asked, graded }: { readonly asked: IdNumber; readonly graded: LiveAnswer['graded'] }): Statement => {
  const name = fields.text('XM');
  const isGraded = graded !== null && graded.name !== 'not-stated';
  return {
    recordKey: 'check',
    subject: asked,
    changedAt: fields.instant('CD_TIME'),
    ended: false,
    stated: { name: isGraded ? null : name, birthDate: null, employer: null },
    household: null,
  };
};

const assistanceIn = (fields: Row, statement: Statement): readonly Draft[] => {
  const label = fields.text('JZLB');
  const since = fields.month('JZLB_KSNY');
  if (label === null) return [];
  const unsaid = { monthlyAmount: null, peopleCovered: null, declaredIncome: null, stoppedOn: null, region: null, isHead: null };
  return [{ ...statement, dataset: 'assistance', content: { ...categoryAndLabel(label), since, ...unsaid }, sealed: {} }];
};

const deathOf = (statement: Statement): Draft => ({
  ...statement,
  dataset: 'death',
  content: { diedOn: null, crematedOn: null },
  sealed: {},
});
