import { describe, expect, it } from 'vitest';
import type { ApplicationDocument, Form, Provenance } from '../../../src/domain/application.ts';
import { endOf } from '../../../src/domain/period.ts';
import { documentChecker } from '../../../src/pipeline/5-apply/document-check.ts';
import { APPLICATION_SCHEMAS } from '../../support/application-schemas.ts';
import { TONIGHT } from '../../support/dossiers.ts';

const faultsOf = documentChecker(APPLICATION_SCHEMAS);
const ROSTER = [{ source: 'aid-system', dataset: 'members', recordKey: 'member-1', asOf: endOf(TONIGHT) }] as const;
const PERSON = { name: '张三', idType: 'resident-id', idNumber: '440305199001010018', sex: 'male', birthDate: '1990-01-01' };

/** Everything that form holds, proven by the roster. */
const proven = (form: Form, pointer = ''): Provenance =>
  Object.assign(
    {},
    ...Object.entries(form).map(([name, value]) => ({
      [`${pointer}/${name}`]: ROSTER,
      ...(typeof value === 'object' ? proven(value as Form, `${pointer}/${name}`) : {}),
    })),
  );
const documentWith = (form: Form, traits: Partial<ApplicationDocument> = {}): ApplicationDocument => ({
  version: 1,
  programme: 'living-aid',
  memberId: 'member-1',
  form,
  provenance: proven(form),
  reasons: [{ code: 'job-lost', text: { zh: '中断缴费', en: 'Contributions ceased' } }],
  expiresAt: endOf(TONIGHT),
  ...traits,
});

const FAULTS: readonly { readonly given: string; readonly document: ApplicationDocument; readonly want: readonly string[] }[] = [
  { given: 'nothing wrong', document: documentWith({ person: PERSON }), want: [] },
  {
    given: 'an applicant whose name no source states: it is the worker’s to fill',
    document: documentWith({ person: { idType: PERSON.idType, idNumber: PERSON.idNumber, sex: PERSON.sex, birthDate: PERSON.birthDate } }),
    want: [],
  },
  {
    given: 'a member of the longest id that the roster may have',
    document: documentWith({ person: PERSON }, { memberId: 'm'.repeat(400) }),
    want: [],
  },
  {
    given: 'a field that is the worker’s to fill',
    document: documentWith({ person: PERSON, payout: { cardNumber: '6222' } }),
    want: ['/form/payout/cardNumber is not for a source to fill'],
  },
  {
    given: 'a list that is the worker’s to fill',
    document: documentWith({ person: PERSON, household: { members: [{ name: '李四' }] } }),
    want: ['/form/household/members is not for a source to fill', '/form/household/members/0/name is not for a source to fill'],
  },
  {
    given: 'a field that is the officer’s to fill',
    document: documentWith({ person: PERSON, hardship: { decidedClass: 'deep' } }),
    want: ['/form/hardship/decidedClass is not for a source to fill'],
  },
  {
    given: 'a field the programme does not have',
    document: documentWith({ person: { ...PERSON, nickname: '三' } }),
    want: ['/form/person must NOT have additional properties'],
  },
  { given: 'no applicant', document: documentWith({}, { provenance: {} }), want: ["/form must have required property 'person'"] },
  {
    given: 'a field without provenance',
    document: documentWith({ person: PERSON }, { provenance: { ...proven({ person: PERSON }), '/person/sex': [] } }),
    want: ['/provenance/~1person~1sex must NOT have fewer than 1 items', '/form/person/sex has no provenance'],
  },
  {
    given: 'provenance of a field that is not there',
    document: documentWith({ person: PERSON }, { provenance: { ...proven({ person: PERSON }), '/work': ROSTER } }),
    want: ['/provenance names /work, which the form does not have'],
  },
  { given: 'no reason', document: documentWith({ person: PERSON }, { reasons: [] }), want: ['/reasons must NOT have fewer than 1 items'] },
];

describe('the last look before an application leaves', () => {
  it.each(FAULTS)('$given', ({ document, want }) => {
    expect(faultsOf(document)).toEqual(want);
  });

  it('a fault names the place and never the value', () => {
    const faults = faultsOf(documentWith({ person: { ...PERSON, idNumber: '4403051990' } }));
    expect(faults.join()).toContain('/form/person/idNumber');
    expect(faults.join()).not.toContain('4403051990');
  });
});
