import { describe, expect, it } from 'vitest';
import { unheeded } from '../../src/cli/follow.ts';

const begunWith = (options: { readonly full?: boolean; readonly source?: string | null }) => ({
  options: { full: false, source: null, waitMs: 0, ...options },
});

describe('a run that goes on says what it does not go by', () => {
  it.each([
    {
      begun: {},
      asked: { source: 'civil-affairs' },
      said: ['--source civil-affairs is for a run that begins; this one goes on as it was begun.'],
    },
    { begun: {}, asked: { full: true }, said: ['--full is for a run that begins; this one goes on as it was begun.'] },
    { begun: { source: 'civil-affairs', full: true }, asked: { source: 'civil-affairs', full: true }, said: [] },
    { begun: { source: 'civil-affairs' }, asked: {}, said: [] },
  ])('begun with $begun, asked for $asked', ({ begun, asked, said }) => {
    expect(unheeded(begunWith(begun), asked)).toEqual(said);
  });
});
