/** Requests from the contract: valid ones, then bent in every place a caller can reach. */
import fc from 'fast-check';
import type { Contract, Operation, Parameter, Schema } from '../../../src/api/operation.ts';
import { caseIdOf } from '../../../src/pipeline/4-screen/case-id.ts';
import { applicationIdOf } from '../../../src/pipeline/5-apply/application.ts';
import { NAMES, NUMBERS, WRITINGS } from './planted.ts';

export interface Draft {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** In place of the body as JSON or as a form. */
  readonly raw: Buffer | null;
  readonly mediaType: string | null;
  /** It may have become another operation's. */
  readonly isBentElsewhere: boolean;
  readonly as: 'whoever-may' | 'nobody' | 'another-client' | 'auditor' | 'viewer' | 'garbage';
}

interface Limits {
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** What the town's first night makes of the member on 低保. */
const EPISODE = 'hardship:2026-11-01';
const CASE = caseIdOf('member-1', { purpose: 'hardship-screening', episode: EPISODE });
const APPLICATION = applicationIdOf('member-1', 'living-aid', EPISODE);
const NOTHING = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** Where any value of the type would be refused before it gets anywhere: values that get somewhere. */
const HINTS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  idNumber: fc.constantFrom(...NUMBERS),
  name: fc.constantFrom(...NAMES),
  grant_type: fc.constant('client_credentials'),
  scope: fc.constantFrom('', 'verify', 'verify cases:read'),
  runId: fc.constantFrom('run-2026-11-01', 'run-2020-01-01', 'run-9999-99-99'),
  cursor: fc.constantFrom('run-2026-11-01', '7', NOTHING, `2026-11-02-${NOTHING}`, `2026-02-31-${NOTHING}`, 'x'),
  caseId: fc.constantFrom(CASE, CASE, NOTHING),
  applicationId: fc.constantFrom(APPLICATION, APPLICATION, NOTHING),
  district: fc.constantFrom('440305', '福田区', ' '),
  rule: fc.constantFrom('assistance-deep', 'none'),
  heldReason: fc.constantFrom('no-source-for-schooling', 'none'),
  openedFrom: fc.constantFrom('2026-01-01', '1900-01-01', '2026-02-31', '0000-01-01'),
  openedTo: fc.constantFrom('2026-12-31', '2999-12-31', '9999-99-99'),
  idType: fc.constantFrom('resident-id', 'resident-id', 'resident-id', 'foreign-pr'),
  memberId: fc.constantFrom('member-1', 'member-5', 'nobody'),
  act: fc.constantFrom('verify-identity', 'issue-token', 'nothing'),
  from: fc.constantFrom('2026-11-01T00:00:00Z', '0000-01-01T00:00:00Z', '2016-12-31T23:59:60Z', '9999-12-31T23:59:59-23:59'),
  to: fc.constantFrom('2036-11-01T00:00:00+08:00', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00+23:59'),
  'Idempotency-Key': fc.constantFrom('a', 'b', 'c'),
};

export const validOf = (schema: Schema & Limits, contract: Contract, name = ''): fc.Arbitrary<unknown> => {
  const hint = HINTS[name];
  if (hint !== undefined) return hint;
  if (schema.$ref !== undefined) return validOf(named(schema.$ref, contract), contract, name);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (name === 'requests') return fc.array(validOf(named('/VerificationRequest', contract), contract), { minLength: 1, maxLength: 4 });
  switch (schema.type) {
    case 'object':
      return objectOf(schema, contract);
    case 'array':
      return fc.uniqueArray(validOf(schema.items ?? {}, contract), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 100),
        fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 }),
      );
    default:
      return textOf(schema);
  }
};

const named = (reference: string, { components }: Contract): Schema => components.schemas[reference.split('/').at(-1) ?? ''] ?? {};

const objectOf = ({ properties = {}, required = [] }: Schema, contract: Contract): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, validOf(schema, contract, name)])), {
    requiredKeys: [...required],
  });

const textOf = ({ pattern, minLength = 0, maxLength = 50 }: Schema & Limits): fc.Arbitrary<string> =>
  pattern === undefined ? fc.string({ minLength, maxLength: Math.min(maxLength, 80) }) : fc.stringMatching(new RegExp(pattern));

/** A request as the contract has it. */
export const validRequest = (operation: Operation, contract: Contract): fc.Arbitrary<Draft> => {
  const { operationId, method, path, parameters, body } = operation;
  const schema = body === null ? null : { $ref: body.schema };
  const stated = (place: Parameter['in']): fc.Arbitrary<Record<string, unknown>> => {
    const here = parameters.filter((parameter) => parameter.in === place);
    const values = Object.fromEntries(here.map((parameter) => [parameter.name, validOf(parameter.schema, contract, parameter.name)]));
    return fc.record(values, { requiredKeys: here.filter(({ required }) => required).map(({ name }) => name) });
  };
  return fc
    .record({
      inPath: stated('path'),
      inQuery: stated('query'),
      inHeader: stated('header'),
      body: schema === null ? fc.constant(undefined) : validOf(schema, contract),
      as: fc.constantFrom<Draft['as']>(
        ...Array<Draft['as']>(7).fill('whoever-may'),
        'nobody',
        'another-client',
        'auditor',
        'viewer',
        'garbage',
      ),
    })
    .map(({ inPath, inQuery, inHeader, ...rest }) => ({
      operationId,
      method: method.toUpperCase(),
      path: path.replace(/\{(\w+)\}/g, (_, name: string) => percent(String(inPath[name]))),
      query: Object.entries(inQuery).map(([name, value]) => [name, String(value)] as const),
      headers: Object.fromEntries(Object.entries(inHeader).map(([name, value]) => [name, String(value)])),
      raw: null,
      isBentElsewhere: false,
      mediaType: body?.mediaType ?? null,
      ...rest,
    }));
};

/** Also of what is no text: half a surrogate pair has no percent encoding of its own. */
export const percent = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`))
    .join('');

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1);

/** Values nobody expects, planted ones among them. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WRITINGS) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NUMBERS)).map(([name, number]) => `${name} ${number}`) },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS.map(Number), 0, -1, 1.5, 1e308, 2 ** 53, -0) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, '', ' ', [], {}, [[]], nested(50), nested(900)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\u202e', '\ufeff', '👩‍👩‍👧', 'ﷺ'.repeat(30), '\r\nx: y'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "' or 1=1 --",
      '../../etc/passwd',
      '$' + '{7*7}',
      '{{7*7}}',
      '<script>',
      '%s%n',
      'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 14, 15, 63, 64, 65, 100, 101, 128, 129, 256, 257, 4_097).map((length) => '试'.repeat(length)),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
