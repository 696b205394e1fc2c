import { describe, expect, it } from 'vitest';
import { holdReasonsOf } from '../../../src/api/applications/hold-reasons.ts';

const told = (kept: string | null) => holdReasonsOf(kept).map(({ code, fields }) => [code, ...fields].join(' '));

describe('why an application is held', () => {
  it.each([
    { given: null, want: [] },
    { given: 'living-conflict,already-on-file', want: ['living-conflict', 'already-on-file'] },
    { given: 'evidence-corrected', want: ['evidence-corrected'] },
    { given: 'fields-refused: /form/person/mobile /form/stays/0/total', want: ['fields-refused /form/person/mobile /form/stays/0/total'] },
    { given: 'fields-refused: 试甲乙 (440305198807040018) has /13812341234 wrong', want: ['fields-refused'] },
    { given: 'a-code-of-tomorrow', want: ['a-code-of-tomorrow'] },
    { given: '试甲乙', want: [] },
  ])('$given is told as $want', ({ given, want }) => {
    expect(told(given)).toEqual(want);
  });

  it('is said in both languages, whatever the code', () => {
    for (const { text } of holdReasonsOf(
      'household-on-file,unknown-member,not-permitted,decided-before,version-conflict,a-code-of-tomorrow',
    ))
      expect([text.zh, text.en]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.stringMatching(/^[A-Z]/)]);
  });

  it('says of an earlier version that was decided on what is also true of one that expired', () => {
    const [{ text } = { text: null }] = holdReasonsOf('decided-before');
    expect([text?.zh, text?.en]).toEqual([expect.stringContaining('过期'), expect.stringContaining('expired')]);
    expect(text?.en).not.toMatch(/somebody/i);
  });
});
