import { describe, expect, it } from 'vitest';
import { questionOf, type VerificationRequest } from '../../../src/api/verify-identity/question.ts';
import { Fault } from '../../../src/faults.ts';

const asking = (subject: Partial<VerificationRequest['subject']>, rest: Partial<VerificationRequest> = {}): VerificationRequest => ({
  freshness: 'cached',
  subject: { idNumber: '440305199001010018', name: '张三', ...subject },
  purpose: 'hardship-screening',
  ...rest,
});

describe('who is meant', () => {
  it.each([
    { written: '440305199001010018', means: '440305199001010018' },
    { written: ' ４４０３０５１９９００１０１００１８ ', means: '440305199001010018' },
    { written: '11010519491231002x', means: '11010519491231002X' },
    { written: '110105491231002', means: '11010519491231002X' },
    { written: '810000199001010019', means: '810000199001010019' },
    { written: '830000199001010012', means: '830000199001010012' },
    { written: '932682198501010017', means: '932682198501010017' },
  ])('$written', ({ written, means }) => {
    expect(questionOf(asking({ idNumber: written })).idNumber).toBe(means);
  });

  it.each([
    { given: { idNumber: '440305199001010019' }, field: '/subject/idNumber', says: 'last character' },
    { given: { idNumber: '440305199002300018' }, field: '/subject/idNumber', says: 'birth date' },
    { given: { idNumber: '4403051990' }, field: '/subject/idNumber', says: '18 characters' },
    { given: { idType: 'foreign-pr' }, field: '/subject/idType', says: 'foreign-pr' },
    { given: { name: '  ' }, field: '/subject/name', says: 'empty' },
    { given: { name: '张*' }, field: '/subject/name', says: 'masked' },
    { given: { name: '·' }, field: '/subject/name', says: 'empty' },
  ] as const)('$given is refused with its place and never its value', ({ given, field, says }) => {
    const refused = (): unknown => questionOf(asking(given));
    expect(refused).toThrow(Fault);
    try {
      refused();
    } catch (thrown) {
      const { kind, fields, message } = thrown as Fault;
      expect([kind, fields]).toEqual(['invalid', [field]]);
      expect(message).toContain(says);
      expect(message).not.toContain('4403');
      expect(message).not.toContain('张');
    }
  });

  it('all is asked of what is stored, unless the request says otherwise', () => {
    expect(questionOf(asking({}))).toMatchObject({ freshness: 'cached', maxAgeMs: null, checks: expect.arrayContaining(['employer']) });
    expect(questionOf(asking({}, { checks: ['living'], freshness: 'live', maxAgeSeconds: 60 }))).toMatchObject({
      freshness: 'live',
      maxAgeMs: 60_000,
      checks: ['living'],
    });
  });
});
