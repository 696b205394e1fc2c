/** Holds requests against the contract: unknown fields are refused, and what is wrong is named by its place, never by its value. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { Fault } from '../faults.ts';
import type { Contract, Operation, Parameter, Schema } from './operation.ts';

const CONTRACT_ID = 'huzheng:contract';

export interface Validation {
  /** Throws `invalid`; fills in defaults. */
  readonly checkBody: (body: unknown) => void;
  /** The parameters as the contract types them. Throws `invalid`. */
  readonly readParameters: (given: Given) => Readonly<Record<string, unknown>>;
}

export interface Given {
  readonly query: Readonly<Record<string, unknown>>;
  readonly path: Readonly<Record<string, unknown>>;
  /** A header's value by its name, in any case. */
  readonly header: (name: string) => string | undefined;
}

/** One compiler for the whole contract; `schema` checks one named schema of it by itself. */
export interface ContractRules {
  readonly of: (operation: Operation) => Validation;
  readonly schema: (name: string) => (value: unknown) => void;
}

export const contractRules = (contract: Contract): ContractRules => {
  const bodies = compiler({ coerceTypes: false });
  bodies.addSchema({ $id: CONTRACT_ID, components: contract.components });
  const parameters = compiler({ coerceTypes: true });
  const against = (check: ValidateFunction) => (value: unknown) => {
    if (!check(value)) throw refusal(check.errors ?? [], inBody);
  };
  const compiled = (reference: string) => bodies.compile({ $ref: `${CONTRACT_ID}${reference}` });
  return {
    schema: (name) => against(compiled(`#/components/schemas/${name}`)),
    of: ({ body, parameters: stated }) => ({
      checkBody: body === null ? () => undefined : against(compiled(body.schema)),
      readParameters: reader(parameters, stated),
    }),
  };
};

/** `multipleOf`, formats and defaults as JSON Schema has them; all errors are not wanted: the first says enough, and costs a bounded time. */
const compiler = ({ coerceTypes }: { readonly coerceTypes: boolean }): Ajv2020 =>
  new Ajv2020({ allErrors: false, useDefaults: true, verbose: true, coerceTypes, strict: false, formats: fullFormats });

/** Each place by itself: what belongs into a header is not taken from the query. */
const reader = (ajv: Ajv2020, stated: readonly Parameter[]): Validation['readParameters'] => {
  const checks = PLACES.map((place) => [place, ajv.compile(objectOf(stated.filter((parameter) => parameter.in === place)))] as const);
  const headers = stated.filter((parameter) => parameter.in === 'header');
  return ({ query, path, header }) => {
    const stating = headers.flatMap(({ name }) => {
      const value = header(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const read = { path: { ...path }, query: { ...query }, header: Object.fromEntries(stating) };
    for (const [place, check] of checks) if (!check(read[place])) throw refusal(check.errors ?? [], ofParameter);
    return { ...read.query, ...read.path, ...read.header };
  };
};
const PLACES = ['path', 'query', 'header'] as const;

const objectOf = (stated: readonly Parameter[]): object => ({
  type: 'object',
  additionalProperties: false,
  required: stated.filter(({ required }) => required === true).map(({ name }) => name),
  properties: Object.fromEntries(stated.map(({ name, schema }) => [name, schema])),
});

/** How a place is named in a problem. */
type Naming = (place: string) => readonly string[];

const inBody: Naming = (place) => [place === '' ? '/' : place];

/** By its name. None: what a caller calls a parameter that there is not is not repeated. */
const ofParameter: Naming = (place) => place.split('/').slice(1, 2);

const refusal = ([first]: readonly ErrorObject[], named: Naming): Fault => {
  const { instancePath: place = '', keyword = 'unknown', params = {}, message = 'cannot be used', parentSchema } = first ?? {};
  switch (keyword) {
    case 'required': {
      const name = String(params['missingProperty']);
      return invalid('field-missing', named(`${place}/${name}`), `${name} is missing.`);
    }
    // What a caller calls a field may itself be somebody's name or number: it is not repeated.
    case 'additionalProperties':
      return invalid('field-unknown', named(place), `There is a field that is not known here; known are: ${knownIn(parentSchema)}.`);
    case 'enum':
      return invalid(
        'field-invalid',
        named(place),
        `${last(place)} must be one of: ${(params['allowedValues'] as readonly unknown[]).join(', ')}.`,
      );
    default:
      return invalid('field-invalid', named(place), `${last(place)} ${message}.`);
  }
};

const knownIn = (schema: ErrorObject['parentSchema']): string =>
  Object.keys((schema as Schema | undefined)?.properties ?? {}).join(', ') || 'none';

const last = (place: string): string => place.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? 'The body';

const invalid = (code: string, fields: readonly string[], detail: string): Fault =>
  new Fault('invalid', { code, detail, ...(fields.length > 0 && { fields }) });
