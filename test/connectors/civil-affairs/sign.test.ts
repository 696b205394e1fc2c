import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSecret, signatureOf } from '../../../connectors/civil-affairs/sign.ts';

const signed = { rid: 'x_test_rid', sid: 's_test_0001', rtime: 1_700_000_000_000 };

test.each([
  { key: 'test-secret', want: 'dG1dRAIYhSusWuGvpBtj5Yh/5TcFh4aE07XPbboydR0=' },
  { key: 'test-appkey', want: 'uNjob43An1NJ+ylS4W6V7Ig1TzftLI/C64V4k+TKy+w=' },
])("a call is signed as the interface's vector says (key $key)", ({ key, want }) => {
  expect(signatureOf(key, signed)).toBe(want);
});

test("a secret is opened as the interface's vector says", () => {
  expect(openSecret('test-appkey', 'N0KvUyhjh+OIaI0laZCwqg==')).toEqual(Buffer.from('test-secret'));
});

test('a secret that the appkey does not open is no secret', () => {
  expect(openSecret('another-appkey', 'N0KvUyhjh+OIaI0laZCwqg==')).toBeNull();
  expect(openSecret('test-appkey', 'bm90IGEgYmxvY2s=')).toBeNull();
});

test('no two calls share a signature', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (one, other) => {
      fc.pre(one !== other);
      expect(signatureOf('test-secret', { ...signed, rtime: one })).not.toBe(signatureOf('test-secret', { ...signed, rtime: other }));
    }),
  );
});
