import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROGRAMMES } from '../../../src/domain/application.ts';
import { addDays } from '../../../src/domain/period.ts';
import {
  applicationIdOf,
  decideGone,
  decideKept,
  decideOffered,
  expiryOf,
  namesAnother,
  nextVersion,
} from '../../../src/pipeline/5-apply/application.ts';
import type { Candidate, Issued, IssuedStatus } from '../../../src/pipeline/5-apply/types.ts';
import { day, idNumber, TONIGHT } from '../../support/dossiers.ts';

const CANDIDATE: Candidate = {
  memberId: 'member-1',
  programme: 'living-aid',
  form: { person: { name: '张三' }, household: { size: 3 } },
  provenance: { '/person/name': [{ source: 'aid-system', dataset: 'members', recordKey: 'member-1', asOf: expiryOf(TONIGHT) }] },
  reasons: [{ code: 'job-lost', text: { zh: '中断缴费', en: 'Contributions ceased' } }],
  records: ['contributions/c1@1', 'members/member-1@1'],
};
const issued = (traits: Partial<Issued> = {}): Issued => ({
  ...CANDIDATE,
  version: 3,
  expiresAt: expiryOf(TONIGHT),
  status: 'awaiting-confirmation',
  isAboutAnother: false,
  ...traits,
});

describe('the id of an application', () => {
  it('is a UUID of version 5', () => {
    expect(applicationIdOf('member-1', 'living-aid', 'hardship:2026-11-22')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('is the same for the same case on any night, and never changes between releases', () => {
    expect(applicationIdOf('member-1', 'living-aid', 'hardship:2026-11-22')).toBe('5fc54029-eed6-5575-92c7-4d1f4c3fd3af');
  });

  it('differs when member, programme or episode differ', () => {
    const anyCase = fc.tuple(fc.string(), fc.constantFrom(...PROGRAMMES), fc.string());
    fc.assert(
      fc.property(
        anyCase,
        anyCase,
        (a, b) => (applicationIdOf(...a) === applicationIdOf(...b)) === (JSON.stringify(a) === JSON.stringify(b)),
      ),
    );
  });
});

describe('expiry', () => {
  it('is the end of the thirtieth day after the business day, in Shanghai', () => {
    expect(expiryOf(day('2026-11-22'))).toBe('2026-12-22T15:59:59.999Z');
  });
});

describe('versions', () => {
  const CHANGES: readonly { readonly given: string; readonly previous: Issued | null; readonly want: number | 'unchanged' }[] = [
    { given: 'nothing issued yet', previous: null, want: 1 },
    { given: 'the same again', previous: issued(), want: 'unchanged' },
    {
      given: 'the same with its keys in another order',
      previous: issued({ form: { household: { size: 3 }, person: { name: '张三' } } }),
      want: 'unchanged',
    },
    { given: 'another form', previous: issued({ form: { person: { name: '张三' } } }), want: 4 },
    { given: 'another programme', previous: issued({ programme: 'medical-aid' }), want: 4 },
    { given: 'other reasons', previous: issued({ reasons: [] }), want: 4 },
    {
      given: 'another version of a record behind it',
      previous: issued({ records: ['contributions/c1@2', 'members/member-1@1'] }),
      want: 4,
    },
  ];
  it.each(CHANGES)('$given', ({ previous, want }) => {
    const next = nextVersion(previous, CANDIDATE, { on: TONIGHT });
    expect(next === 'unchanged' ? next : next.version).toBe(want);
  });

  it('provenance alone, with its dates, makes none', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        const asOf = expiryOf(day(date.toISOString().slice(0, 10)));
        const later: Candidate = {
          ...CANDIDATE,
          provenance: { '/person/name': [{ source: 'aid-system', dataset: 'members', recordKey: 'member-1', asOf }] },
        };
        expect(nextVersion(issued(), later, { on: TONIGHT })).toBe('unchanged');
      }),
    );
  });
});

const HOLD = { code: 'living-conflict', text: { zh: '核实前不推送', en: 'Not sent before it is settled' } };
const GONE = { action: 'withdraw', version: 3, reason: 'evidence-corrected' };
const DECIDED: readonly IssuedStatus[] = ['confirmed', 'declined', 'expired', 'granted', 'refused', 'withdrawn'];

describe('what is done tonight with an application on offer', () => {
  it('a new one is delivered as version 1', () => {
    expect(decideOffered(null, CANDIDATE, [], { on: TONIGHT })).toMatchObject({
      action: 'deliver',
      document: { version: 1, memberId: 'member-1', expiresAt: expiryOf(TONIGHT) },
    });
  });
  it('one that waits for the worker is delivered again only when it changed', () => {
    expect(decideOffered(issued(), CANDIDATE, [], { on: TONIGHT })).toEqual({ action: 'none', because: 'unchanged' });
    expect(decideOffered(issued({ reasons: [] }), CANDIDATE, [], { on: TONIGHT })).toMatchObject({
      action: 'deliver',
      document: { version: 4 },
    });
  });
  it('one the aid system would not take is sent again only when it changed', () => {
    expect(decideOffered(issued({ status: 'not-accepted' }), CANDIDATE, [], { on: TONIGHT })).toEqual({
      action: 'none',
      because: 'unchanged',
    });
    expect(decideOffered(issued({ status: 'not-accepted', reasons: [] }), CANDIDATE, [], { on: TONIGHT })).toMatchObject({
      action: 'deliver',
    });
  });
  it('one set aside goes out as it was, unless its time has run out or it changed', () => {
    const setAside = issued({ status: 'set-aside' });
    expect(decideOffered(setAside, CANDIDATE, [], { on: TONIGHT })).toEqual({ action: 'resend', version: 3 });
    const later = { action: 'deliver', document: { version: 4 } };
    expect(decideOffered(setAside, CANDIDATE, [], { on: addDays(TONIGHT, 30) })).toMatchObject(later);
    expect(decideOffered({ ...setAside, reasons: [] }, CANDIDATE, [], { on: TONIGHT })).toMatchObject(later);
  });
  it('one that is held is not delivered, and says why', () => {
    expect(decideOffered(null, CANDIDATE, [HOLD], { on: TONIGHT })).toEqual({ action: 'hold', because: [HOLD] });
    expect(decideOffered(issued({ reasons: [] }), CANDIDATE, [HOLD], { on: TONIGHT })).toEqual({ action: 'hold', because: [HOLD] });
  });
  it('one that waits for the worker with the number of somebody else is amended, held or not; one that no worker has goes where it is held', () => {
    const mistaken = issued({ form: { person: { name: '李四' } }, isAboutAnother: true });
    const amended = { action: 'deliver', document: { version: 4 } };
    expect(decideOffered(mistaken, CANDIDATE, [HOLD], { on: TONIGHT })).toMatchObject(amended);
    for (const status of ['set-aside', 'not-accepted'] as const) {
      expect(decideOffered({ ...mistaken, status }, CANDIDATE, [], { on: TONIGHT })).toMatchObject(amended);
      expect(decideOffered({ ...mistaken, status }, CANDIDATE, [HOLD], { on: TONIGHT })).toEqual(GONE);
    }
  });
  it('one that we took back ourselves is offered again above it, the same or not, its form kept or not', () => {
    const above = { action: 'deliver', document: { version: 4 } };
    expect(decideOffered(issued({ status: 'taken-back' }), CANDIDATE, [], { on: TONIGHT })).toMatchObject(above);
    expect(decideOffered(null, CANDIDATE, [], { on: TONIGHT, newest: 3 })).toMatchObject(above);
    expect(decideOffered(issued({ status: 'taken-back' }), CANDIDATE, [HOLD], { on: TONIGHT })).toEqual({
      action: 'hold',
      because: [HOLD],
    });
  });
  it.each(DECIDED)('one that is %s is offered no more before a new episode, whatever changed', (status) => {
    expect(decideOffered(issued({ status, reasons: [] }), CANDIDATE, [], { on: TONIGHT })).toEqual({ action: 'none', because: 'decided' });
  });
});

describe('what is done tonight with an application whose case is gone', () => {
  it('it is withdrawn when its ground is, and when its data may no longer be used', () => {
    expect(decideGone(issued(), { state: 'judged' })).toEqual(GONE);
    expect(decideGone(issued(), { state: 'not-permitted' })).toEqual({ action: 'withdraw', version: 3, reason: 'not-permitted' });
  });
  it('it stays where a source is silent: an outage is no correction', () => {
    expect(decideGone(issued(), { state: 'cannot-judge', rules: [] })).toEqual({ action: 'none', because: 'cannot-judge' });
  });
  it('one the aid system never took needs no withdrawing', () => {
    expect(decideGone(issued({ status: 'not-accepted' }), { state: 'judged' })).toEqual({ action: 'none', because: 'never-delivered' });
  });
  it.each(DECIDED)('one that is %s is left alone', (status) => {
    expect(decideGone(issued({ status }), { state: 'judged' })).toEqual({ action: 'none', because: 'decided' });
  });
});

describe('an application whose case stands from an earlier night, and cannot be written anew', () => {
  const HELD = [{ code: 'identity-conflict', text: { zh: '矛盾', en: 'Contradicted' } }];
  const waits = { action: 'none', because: 'cannot-judge' };
  it.each([
    { given: 'never made', previous: null, held: [], want: waits },
    { given: 'awaiting confirmation', previous: issued(), held: [], want: waits },
    {
      given: 'awaiting confirmation, and run out',
      previous: issued({ expiresAt: expiryOf(addDays(TONIGHT, -40)) }),
      held: [],
      want: waits,
    },
    { given: 'set aside', previous: issued({ status: 'set-aside' }), held: [], want: { action: 'resend', version: 3 } },
    { given: 'set aside, and held', previous: issued({ status: 'set-aside' }), held: HELD, want: waits },
    {
      given: 'set aside, and run out',
      previous: issued({ status: 'set-aside', expiresAt: expiryOf(addDays(TONIGHT, -40)) }),
      held: [],
      want: waits,
    },
    { given: 'awaiting confirmation, about somebody else', previous: issued({ isAboutAnother: true }), held: [], want: GONE },
    { given: 'set aside, about somebody else', previous: issued({ status: 'set-aside', isAboutAnother: true }), held: [], want: GONE },
    { given: 'confirmed', previous: issued({ status: 'confirmed' }), held: [], want: { action: 'none', because: 'decided' } },
  ])('$given', ({ previous, held, want }) => {
    expect(decideKept(previous, held, TONIGHT)).toEqual(want);
  });
});

describe('whether a form is about another than its member', () => {
  const OWN = idNumber('440305199001010018');
  it.each([
    { given: 'the number of the member', form: { person: { idNumber: OWN } }, want: false },
    { given: 'another number', form: { person: { idNumber: '440305198807040315' } }, want: true },
    { given: 'no number', form: { person: { name: '张三' } }, want: false },
    { given: 'nobody', form: {}, want: false },
  ])('it names $given', ({ form, want }) => {
    expect(namesAnother(form, OWN)).toBe(want);
  });
});
