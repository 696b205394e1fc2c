/**
 * Huzheng against counterparts that share no thought with it: written from interfaces.md alone, taking every freedom the page leaves a
 * server. Two nights, the second after a day on which things changed, each run twice: once more for the first, from the beginning for the second.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeHome } from '../storage/embedded/homes.ts';
import type { Application } from '../support/second-city/application-desk.ts';
import { firstNightRecords } from '../support/second-city/civil-affairs-rows.ts';
import { person } from '../support/second-city/people.ts';
import { memberIdOf } from '../support/second-city/roster.ts';
import { type SecondCity, startSecondCity } from '../support/second-city/second-city.ts';
import type { Json, JsonObject } from '../support/second-city/wire.ts';
import { type Ending, huzheng } from './huzheng.ts';
import { newMadeHome } from './made-home.ts';

const PATIENCE_MS = 300_000;

interface Book {
  readonly dataset: string;
  readonly state: string;
  readonly fetched: number;
  readonly quarantined: number;
  readonly duplicate: number;
  readonly balanced: boolean;
}

interface Summary {
  readonly run: { readonly status: string };
  readonly books: readonly Book[];
  readonly cases: { readonly leaving: number };
  readonly jobs: { readonly failed: number };
  readonly resultDigest: string;
}

/** A run, and what lay on the desk of the aid system after it. */
interface Night {
  readonly code: number | null;
  readonly summary: Summary;
  readonly applications: readonly Application[];
}

const lastLine = ({ stdout, stderr }: Ending): string => {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (line === '') throw new Error(`nothing on standard output, but: ${stderr.slice(-2_000)}`);
  return line;
};

const settleIn = async (city: SecondCity) => {
  const home = await newMadeHome();
  const command = (args: readonly string[], input = ''): Promise<Ending> => huzheng(args, { home, environment: city.environment, input });
  const reconcile = async (...args: readonly string[]): Promise<Night> => {
    const ending = await command(['reconcile', ...args, '--json']);
    return { code: ending.code, summary: JSON.parse(lastLine(ending)) as Summary, applications: city.applications() };
  };
  return { home, command, reconcile };
};

/** `living-aid v1: assistance-deep`, of one person, without what the worker is asked to check. */
const storyOf = ({ applications }: Night, code: string): readonly string[] =>
  applications
    .filter(({ memberId }) => memberId === memberIdOf(code))
    .map(inWords)
    .toSorted();

const inWords = ({ programme, version, status, document }: Application): string => {
  const codes = (document['reasons'] as readonly { readonly code: string }[])
    .map(({ code }) => code)
    .filter((code) => !code.startsWith('check-'));
  const standing = status === 'awaiting-confirmation' ? '' : `, ${status}`;
  return `${programme} v${version}${standing}: ${codes.join(' and ')}`;
};

const formOf = ({ applications }: Night, code: string, programme: string): JsonObject => {
  const found = applications.find((one) => one.memberId === memberIdOf(code) && one.programme === programme);
  return (found?.document['form'] ?? {}) as JsonObject;
};

const FIRST_NIGHT: readonly { readonly who: string; readonly code: string; readonly want: readonly string[] }[] = [
  { code: 'm01', who: '低保 in all three authorities', want: ['living-aid v1: assistance-deep'] },
  { code: 'm02', who: '低保 in civil affairs and social security', want: ['living-aid v1: assistance-deep'] },
  { code: 'm03', who: '低保 in civil affairs and medical insurance', want: ['living-aid v1: assistance-deep'] },
  { code: 'm04', who: 'an identity code that is in no table', want: [] },
  { code: 'm05', who: 'AAC148 in a deployment that has no such table, and categories that mean nothing', want: [] },
  { code: 'm06', who: 'dismissed and on unemployment benefit', want: ['living-aid v1: job-lost and unemployment-benefit'] },
  { code: 'm07', who: 'contributions that ceased', want: ['living-aid v1: job-lost'] },
  { code: 'm08', who: 'back at work, though an older row comes later, and a cancelled spell', want: [] },
  { code: 'm09', who: 'dead, with assistance, a policy and a stay', want: [] },
  { code: 'm10', who: '低保边缘, and a death that was recorded and taken back', want: ['living-aid v1: assistance-relative'] },
  {
    code: 'm11',
    who: 'long treatment, and a stay that was reversed and settled anew',
    want: ['medical-aid v1: medical-burden and medical-burden-very-large', 'mutual-aid-claim v1: stay-claim'],
  },
  { code: 'm12', who: 'a policy and a stay, without consent to health data', want: [] },
  { code: 'm13', who: 'a stay before the policy began', want: [] },
  { code: 'm14', who: 'a stay from the first day of the policy to its last', want: ['mutual-aid-claim v1: stay-claim'] },
  { code: 'm15', who: 'a stay, insured in another city', want: ['mutual-aid-claim v1: stay-claim'] },
  { code: 'm16', who: 'a recognised work injury', want: ['living-aid v1: work-injury'] },
  { code: 'm17', who: 'a work injury that was not recognised', want: [] },
  { code: 'm18', who: 'a courier', want: ['exclusive-protection v1: new-form-enrolment'] },
  { code: 'm19', who: 'a courier who agreed to another purpose only', want: [] },
  { code: 'm20', who: 'has left, with assistance, a policy and a stay', want: [] },
  { code: 'm21', who: 'agreed to nothing', want: [] },
  { code: 'm22', who: '低保, and a consent that has run out', want: [] },
  { code: 'm23', who: 'a driver from Hong Kong', want: ['exclusive-protection v1: new-form-enrolment'] },
  { code: 'm24', who: '低保 in rows whose identity number is a JSON number', want: [] },
  { code: 'm25', who: 'a 低保 row with another name', want: [] },
  { code: 'm26', who: '低保, medical insurance may not be asked', want: ['living-aid v1: assistance-deep'] },
  { code: 'm27', who: '特困, with a number of fifteen digits', want: ['living-aid v1: assistance-deep'] },
  { code: 'm28', who: 'on file, with nothing but assistance of long ago', want: [] },
  { code: 'm29', who: '刚性支出困难, with a name every register writes differently', want: ['living-aid v1: assistance-relative'] },
  { code: 'm30', who: 'too old to be enrolled, 低保 that was withdrawn', want: [] },
  { code: 'm31', who: 'on the roster with a JSON number', want: [] },
];

const SECOND_NIGHT: typeof FIRST_NIGHT = [
  { code: 'm01', who: 'nothing changed', want: ['living-aid v1: assistance-deep'] },
  { code: 'm02', who: '低保 withdrawn by a row that states nothing else', want: ['living-aid v1, withdrawn: assistance-deep'] },
  { code: 'm03', who: '低保 withdrawn in the second in which the last window closed', want: ['living-aid v2: assistance-unconfirmed'] },
  { code: 'm10', who: 'declined by the worker', want: ['living-aid v1, declined: assistance-relative'] },
  {
    code: 'm11',
    who: 'the second settlement reversed too',
    want: ['medical-aid v2: medical-burden', 'mutual-aid-claim v1, withdrawn: stay-claim'],
  },
  { code: 'm14', who: 'confirmed by the worker before the stay was reversed', want: ['mutual-aid-claim v1, confirmed: stay-claim'] },
  { code: 'm18', who: 'a courier with a new employer', want: ['exclusive-protection v2: new-form-enrolment'] },
  { code: 'm21', who: 'agreed yesterday: earlier rows are not read yet', want: ['living-aid v1: assistance-unconfirmed'] },
  { code: 'm32', who: 'joined yesterday: whether he lives is not read yet', want: [] },
];

const READ_AGAIN: typeof FIRST_NIGHT = [
  { code: 'm02', who: '低保 withdrawn', want: ['living-aid v1, withdrawn: assistance-deep'] },
  { code: 'm10', who: 'declined', want: ['living-aid v1, declined: assistance-relative'] },
  { code: 'm18', who: 'the courier with a new employer', want: ['exclusive-protection v2: new-form-enrolment'] },
  { code: 'm21', who: 'newly consenting, 低保 of last year', want: ['living-aid v2: assistance-deep'] },
  {
    code: 'm32',
    who: 'new, a courier, 低保 of last year',
    want: ['exclusive-protection v1: new-form-enrolment', 'living-aid v1: assistance-deep'],
  },
];

describe('against counterparts written from the page alone', () => {
  let city: SecondCity;
  let home: string;
  let nights: { readonly first: Night; readonly again: Night; readonly second: Night; readonly readAgain: Night };
  let check: Ending;
  let verified: Readonly<Record<'m01' | 'm23' | 'm24', JsonObject>>;

  const decide = (code: string, programme: string, status: 'confirmed' | 'declined'): void => {
    for (const one of city.applicationsOf(code)) if (one.programme === programme) city.decide(one.applicationId, status);
  };

  beforeAll(async () => {
    city = await startSecondCity();
    const settled = await settleIn(city);
    home = settled.home;
    const { command, reconcile } = settled;
    const verify = async (code: string, ...args: readonly string[]): Promise<JsonObject> => {
      const { id, name } = person(code);
      return JSON.parse(lastLine(await command(['verify', ...args, '--json'], `${id}\n${name}\n`))) as JsonObject;
    };

    const migrated = await command(['migrate']);
    expect(migrated.code, migrated.stderr).toBe(0);
    const beforeYesterday = city.calendar.day(-2);
    const first = await reconcile('--date', beforeYesterday);
    const again = await reconcile('--date', beforeYesterday);
    check = await command(['connectors', 'check']);
    verified = { m01: await verify('m01', '--live'), m23: await verify('m23', '--live'), m24: await verify('m24') };
    decide('m10', 'living-aid', 'declined');
    decide('m14', 'mutual-aid-claim', 'confirmed');
    city.dayBreaks();
    nights = { first, again, second: await reconcile(), readAgain: await reconcile('--full') };
  }, PATIENCE_MS);

  afterAll(async () => {
    await city.close();
    await removeHome(home);
  });

  it.each(['first', 'again', 'second', 'readAgain'] as const)('the %s run completes and its books balance', (name) => {
    const { code, summary } = nights[name];
    expect(summary.run.status).toBe('completed');
    expect(code).toBe(0);
    expect(summary.jobs.failed).toBe(0);
    expect(summary.books).toHaveLength(11);
    expect(summary.books.filter(({ balanced, state }) => !balanced || state !== 'complete')).toEqual([]);
  });

  it('no duty that the page lays on a client is breached', () => {
    expect(city.violations()).toEqual([]);
  });

  it('every misfortune the city had in store came to pass', () => {
    expect(city.unmet()).toEqual([]);
  });

  it.each(FIRST_NIGHT)('first night, $code, $who: $want', ({ code, want }) => {
    expect(storyOf(nights.first, code)).toEqual(want);
  });

  it('nobody else is offered anything', () => {
    const known = FIRST_NIGHT.filter(({ want }) => want.length > 0).map(({ code }) => memberIdOf(code));
    expect(nights.first.applications.filter(({ memberId }) => !known.includes(memberId))).toEqual([]);
  });

  it('the dead and those who need it no longer are to leave the file', () => {
    expect(nights.first.summary.cases.leaving).toBe(2);
  });

  it('short pages lose no row of a window', () => {
    const { assistance, death } = firstNightRecords(city.calendar);
    const fetched = (dataset: string) => nights.first.summary.books.find((book) => book.dataset === dataset)?.fetched;
    expect(fetched('assistance')).toBe(assistance.length);
    expect(fetched('death')).toBe(death.length);
  });

  it.each(['members', 'assistance', 'person', 'participation', 'contributions'])(
    'an identity number that is a JSON number is put into quarantine: %s',
    (dataset) => {
      expect(nights.first.summary.books.find((book) => book.dataset === dataset)?.quarantined).toBe(1);
    },
  );

  it('a later row of one record replaces the earlier, and the form says on what it rests', () => {
    expect(formOf(nights.first, 'm01', 'living-aid')).toMatchObject({
      person: { idNumber: person('m01').id, name: '李望舒' },
      household: { size: 3 },
      assistance: { category: 'dibao', monthlyAmount: 2_250, peopleCovered: 3 },
      work: { status: 'employed' },
    });
    const provenance = city.applicationsOf('m01')[0]?.document['provenance'] as Readonly<Record<string, Json>>;
    expect(provenance['/assistance/monthlyAmount']).toEqual([expect.objectContaining({ source: 'civil-affairs', recordKey: '救-m01' })]);
  });

  it('neither a reversed settlement nor its reversal counts, whatever amounts it carries', () => {
    expect(formOf(nights.first, 'm11', 'mutual-aid-claim')).toMatchObject({ stay: { settlementNo: '结-m11-正', ownPaid: 8_200.5 } });
    expect(formOf(nights.first, 'm11', 'medical-aid')).toMatchObject({ medical: { ownPaid: 43_200.5, inpatientStays: 1 } });
    expect(formOf(nights.second, 'm11', 'medical-aid')).toMatchObject({ medical: { ownPaid: 35_000 } });
  });

  it('dates as numbers, zeros and months are read as what they are', () => {
    expect(formOf(nights.first, 'm06', 'living-aid')).toMatchObject({
      work: {
        status: 'not-employed',
        unemployedOn: city.calendar.endOfMonth(-5),
        lastContributionMonth: city.calendar.month(-5),
        benefitFrom: city.calendar.month(-4),
        benefitTo: city.calendar.month(8),
      },
    });
  });

  it('the same night once more comes to the same and offers nothing anew', () => {
    expect(nights.again.summary.resultDigest).toBe(nights.first.summary.resultDigest);
    expect(nights.again.applications).toEqual(nights.first.applications);
  });

  it('the check of the connectors finds nothing amiss', () => {
    expect(check.stdout).not.toContain('✗');
    expect(check.code).toBe(0);
  });

  it('live answers are understood: one in three authorities, one with a residence permit', () => {
    expect(verified.m01['outcome']).toBe('match');
    expect(verified.m23['checks']).toContainEqual(expect.objectContaining({ check: 'medical-insurance', result: 'match' }));
  });

  it('an answer about somebody that could not be read is unknown, not an absence', () => {
    expect(verified.m24['checks']).toContainEqual(expect.objectContaining({ check: 'medical-insurance', result: 'unknown' }));
  });

  it.each(SECOND_NIGHT)('second night, $code, $who: $want', ({ code, want }) => {
    expect(storyOf(nights.second, code)).toEqual(want);
  });

  it.each(READ_AGAIN)('after reading from the beginning, $code, $who: $want', ({ code, want }) => {
    expect(storyOf(nights.readAgain, code)).toEqual(want);
  });

  it('a new employer is in the form that replaces the old one', () => {
    expect(formOf(nights.first, 'm18', 'exclusive-protection')).toMatchObject({ occupation: { platformName: '第二市海潮物流有限公司' } });
    expect(formOf(nights.second, 'm18', 'exclusive-protection')).toMatchObject({
      occupation: { platformName: '嘉木科技（第二市）有限公司' },
    });
  });
});

describe('against counterparts that leave out what they may', () => {
  let city: SecondCity;
  let home: string;
  let night: Night;

  beforeAll(async () => {
    city = await startSecondCity({ leavesOut: true });
    const { home: made, command, reconcile } = await settleIn(city);
    home = made;
    await command(['migrate']);
    night = await reconcile('--date', city.calendar.day(-2));
  }, PATIENCE_MS);

  afterAll(async () => {
    await city.close();
    await removeHome(home);
  });

  const stateOf = (dataset: string) => night.summary.books.find((book) => book.dataset === dataset)?.state;

  it.each(['assistance', 'death', 'family'])('a secret whose end is not stated is as good as any: %s', (dataset) => {
    expect(stateOf(dataset)).toBe('complete');
  });

  it.each(['assistance', 'death', 'settlement'])('how many rows there are need not be stated: %s is read to its end', (dataset) => {
    const book = night.summary.books.find((one) => one.dataset === dataset);
    expect(book).toMatchObject({ state: 'complete' });
    expect(book?.fetched).toBeGreaterThan(0);
  });

  it.each(['settlement', 'registration'])('a list without an entry may be left out, as it may be empty or null: %s', (dataset) => {
    expect(stateOf(dataset)).toBe('complete');
  });
});
