import { describe, expect, it } from 'vitest';
import { chosenAmong } from '../../src/cli/chosen-jobs.ts';

const FAILED = ['87dfe24b-a5cf-4f07-8e94-4429369534ab', '87d00000-a5cf-4f07-8e94-4429369534ab', '595de128-0000-4f07-8e94-4429369534ab'];

describe('ids of failed jobs, as they are typed', () => {
  it.each([
    { given: 'the beginning of one', typed: ['595'], jobIds: [FAILED[2]], unknown: [] },
    { given: 'one twice, and in capitals', typed: ['87DF', '87dfe24b'], jobIds: [FAILED[0]], unknown: [] },
    { given: 'one that did not fail beside one that did', typed: ['595', 'beef'], jobIds: [FAILED[2]], unknown: ['beef'] },
    { given: 'nothing, as of a variable that is not set', typed: [''], jobIds: [], unknown: [''] },
  ])('$given', ({ typed, jobIds, unknown }) => {
    expect(chosenAmong(FAILED, typed)).toEqual({ jobIds, unknown });
  });

  it('mean none where several begin so', () => {
    expect(() => chosenAmong(FAILED, ['87d'])).toThrow('More than one failed job begins with 87d');
  });
});
