import { describe, expect, it } from 'vitest';
import { erasedText } from '../../src/cli/erase-text.ts';
import type { Day } from '../../src/domain/period.ts';

const DELETED = { record: 31, screening_case: 1, application_version: 2, member: 1 };
const ERASED = { outcome: 'erased', deleted: DELETED, withdrawing: 0, restrictions: [] } as const;
const UNTIL = '2031-11-02' as Day;

describe('an erasure', () => {
  it('says in words what was deleted, and that no application was open', () => {
    const text = erasedText(ERASED, 0);
    expect(text).toContain('Erased: the key, and 31 records of the sources, 1 case, 2 versions of applications, 1 entry of the roster.\n');
    expect(text).toContain('No application of theirs was open.\n');
    expect(text).not.toMatch(/screening_case|application_version/);
  });

  it('of somebody whom a duty keeps says that the key stays, and until when what is stored', () => {
    const duties = [{ duty: 'hardship-file', document: '困难职工档案', until: UNTIL }];
    const text = erasedText({ ...ERASED, outcome: 'restricted', restrictions: [{ until: UNTIL, duties }] }, 0);
    expect(text).toContain('1 entry of the roster. The key stays for what is stored.\n');
    expect(text).toContain(`Stored sealed until ${UNTIL}`);
  });

  it.each([
    { withdrawing: 2, untold: 0, want: '\nWithdrawn at the aid system: 2 open applications.\n' },
    {
      withdrawing: 1,
      untold: 1,
      want: '\n1 open application of theirs to be withdrawn. The aid system is yet to be told of 1 withdrawal of',
    },
    { withdrawing: 0, untold: 3, want: '\nThe aid system is yet to be told of 3 withdrawals of erased members: the next night does it.\n' },
  ])('says of $withdrawing open applications what became of them while $untold wait', ({ withdrawing, untold, want }) => {
    expect(erasedText({ ...ERASED, withdrawing }, untold)).toContain(want);
  });
});
