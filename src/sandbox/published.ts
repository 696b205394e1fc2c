// What the sandbox tells of its test persons: how to ask about each, and what is to be expected.

import type { City, TestPerson } from './city/city.ts';
import type { Expectation } from './city/expectations.ts';
import { fifteenDigits } from './city/identity-numbers.ts';

export interface PublishedTestPerson {
  readonly situation: string;
  readonly says: string;
  /** The body of `POST /v1/verify-identity`, but for `freshness`. */
  readonly ask: {
    readonly subject: { readonly idNumber: string; readonly name: string };
    readonly purpose: string;
    readonly checks?: readonly string[];
  };
  readonly expects: { readonly cached: Expectation; readonly live: Expectation };
}

export const publishedTestPersons = ({ testPersons }: City): readonly PublishedTestPerson[] => testPersons.map(published);

const published = ({ situation: { script, says, name, ask = {}, cached, live = cached }, idNumber }: TestPerson): PublishedTestPerson => ({
  situation: script.situation,
  says,
  ask: {
    subject: { idNumber: ask.fifteenDigits ? (fifteenDigits(idNumber) ?? idNumber) : idNumber, name: ask.name ?? name },
    purpose: ask.purpose ?? 'hardship-screening',
    ...(ask.checks && { checks: ask.checks }),
  },
  expects: { cached, live },
});
