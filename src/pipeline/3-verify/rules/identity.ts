/** Identity: do the sources know this number under this name? Judged by the grades kept with every record, never by the names themselves. */
import type { Grade } from '../../../domain/grade.ts';
import { withoutReversed } from '../../../domain/settlements.ts';
import { AUTHORITIES, type Authority, type Testimony } from '../../../domain/sources.ts';
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import { isCurrent } from '../current.ts';
import type { Heard } from '../hear.ts';
import type { CheckRule } from '../rule.ts';
import { type Saying, testify } from '../testimony.ts';
import type { Statement } from '../types.ts';

type Said = 'says-yes' | 'says-nearly' | 'says-otherwise' | 'not-stated';

/**
 * Name down, birth date across. The number itself holds a birth date, so another date beside the right name is an old personnel file's
 * (档案年龄) more often than another person; beside a name that is only similar it is one doubt too many. A date alone names nobody.
 */
const NAME_AND_BIRTH_DATE: Readonly<Record<Grade, Readonly<Record<Grade, Said>>>> = {
  equal: { equal: 'says-yes', 'not-stated': 'says-yes', similar: 'says-nearly', different: 'says-nearly' },
  similar: { equal: 'says-nearly', 'not-stated': 'says-nearly', similar: 'says-nearly', different: 'says-otherwise' },
  different: { equal: 'says-otherwise', 'not-stated': 'says-otherwise', similar: 'says-otherwise', different: 'says-otherwise' },
  'not-stated': { equal: 'not-stated', 'not-stated': 'not-stated', similar: 'not-stated', different: 'not-stated' },
};

/** One wrong row is enough: it may be somebody else's record under this number (重号). */
const GRAVEST_FIRST: readonly Said[] = ['says-otherwise', 'says-nearly', 'says-yes', 'not-stated'];

interface Register {
  /** Datasets whose rows name the person. */
  readonly naming: readonly Testimony[];
  /** Where whoever has any row has one: its silence is the source's. Participations are never deleted, and nobody is treated without a person number. */
  readonly silence: readonly Testimony[];
}
const REGISTERS: Readonly<Record<Authority, Register>> = {
  'civil-affairs': { naming: ['assistance', 'death', 'family'], silence: ['assistance', 'death', 'family'] },
  'medical-insurance': { naming: ['person', 'settlement', 'registration'], silence: ['person'] },
  'social-security': { naming: ['participation', 'unemployment', 'work-injury'], silence: ['participation'] },
};

/** An earlier employer's row may carry an earlier name: it can confirm the person and cannot deny them. */
const saidBy = (record: CanonicalRecord, bygone: ReadonlySet<CanonicalRecord>): Said => {
  const words = NAME_AND_BIRTH_DATE[record.grades.name][record.grades.birthDate];
  return words === 'says-otherwise' && bygone.has(record) ? 'not-stated' : words;
};

/** What an authority has taken back, a cancelled spell or injury or a settlement that was reversed, says nothing of anybody any more. */
const standing = (heard: Heard['records'], dataset: Testimony): readonly CanonicalRecord[] => {
  switch (dataset) {
    case 'unemployment':
      return heard.unemployment.filter(({ content }) => content.valid);
    case 'work-injury':
      return heard['work-injury'].filter(({ content }) => content.valid);
    case 'settlement':
      return withoutReversed(heard.settlement);
    default:
      return heard[dataset];
  }
};

/** What an authority has just said of the name itself stands in for the copies in its register: these are older. */
const saying = ({ on, records: heard, gradedAlone }: Heard, source: Authority): Saying => {
  const { naming, silence } = REGISTERS[source];
  const alone = gradedAlone[source];
  const speaking = alone === undefined ? naming : naming.filter((dataset) => !silence.includes(dataset));
  const records = speaking.flatMap((dataset) => standing(heard, dataset));
  const bygone = new Set<CanonicalRecord>(heard.participation.filter((record) => !isCurrent(record, on)));
  const justSaid = alone && NAME_AND_BIRTH_DATE[alone.name][alone.birthDate];
  const state = GRAVEST_FIRST.find((one) => one === justSaid || records.some((record) => saidBy(record, bygone) === one));
  return state === undefined ? { state: 'absent' } : { state, records: records.filter((record) => saidBy(record, bygone) === state) };
};

const statementOf = (heard: Heard, source: Authority): Statement => {
  const statement = testify(heard, { check: 'identity', source, datasets: REGISTERS[source].silence }, saying(heard, source));
  const alone = heard.gradedAlone[source];
  return alone === undefined || statement.evidence.length > 0 ? statement : { ...statement, asOf: alone.asOf };
};

export const identity: CheckRule = {
  conflict: 'identity-conflict',
  claims: {},
  statements: (heard) => AUTHORITIES.map((source) => statementOf(heard, source)),
};
