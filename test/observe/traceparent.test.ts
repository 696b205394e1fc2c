import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeIn, spanIdOf, traceparentOf } from '../../src/observe/traceparent.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length }).filter((text) => !/^0+$/.test(text));

describe('a traceparent', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, isSampled) => {
        expect(placeIn(traceparentOf({ traceId, spanId, isSampled }))).toEqual({ traceId, spanId, isSampled });
      }),
    );
  });

  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  const SPAN = '00f067aa0ba902b7';
  it.each([
    { given: 'none', text: undefined },
    { given: 'nothing in it', text: '' },
    { given: 'words', text: 'Robert; drop table run' },
    { given: 'no trace', text: `00-${'0'.repeat(32)}-${SPAN}-01` },
    { given: 'no span', text: `00-${TRACE}-${'0'.repeat(16)}-01` },
    { given: 'capital letters', text: `00-${TRACE.toUpperCase()}-${SPAN}-01` },
    { given: 'the version that is none', text: `ff-${TRACE}-${SPAN}-01` },
    { given: 'more than its version has', text: `00-${TRACE}-${SPAN}-01-more` },
  ])('with $given is ignored', ({ text }) => {
    expect(placeIn(text)).toBeNull();
  });

  it('of a later version is read as far as it is known', () => {
    expect(placeIn(`01-${TRACE}-${SPAN}-03-more`)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: true });
  });
});

describe('the span of what has a name of its own', () => {
  it('is the same wherever it is asked for, and another for another name', () => {
    expect(spanIdOf('run-2026-11-22', 1)).toBe(spanIdOf('run-2026-11-22', 1));
    expect(spanIdOf('run-2026-11-22', 1)).not.toBe(spanIdOf('run-2026-11-22', 2));
    expect(spanIdOf('run-2026-11-22', 1)).toMatch(/^[0-9a-f]{16}$/);
  });
});
