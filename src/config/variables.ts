/** The variables as `schemas/config.json` defines them: defaults filled in, and one line for each that is wrong. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { validate as isCron } from 'node-cron';
import schema from '../../schemas/config.json' with { type: 'json' };
import type { WrittenBasis } from '../pipeline/2-normalise/permission.ts';
import { readKey } from '../security/keys.ts';
import { parseClosedHours } from '../upstream/closed-hours.ts';
import { readAlertSettings } from './alert-settings.ts';
import { isDay } from './day.ts';
import { OWN_SCHEMA, type Read, readJson } from './json-file.ts';
import { readHeaders } from './otlp-headers.ts';
import { readRedisAddress } from './redis-address.ts';
import { readRetention } from './retention.ts';

export type Variable = keyof typeof schema.properties;
export type Variables = { readonly [V in Variable]?: string };

interface VariableRule {
  readonly 'x-expects': string;
  readonly 'x-file'?: boolean;
  readonly writeOnly?: boolean;
}
const RULES: Readonly<Record<Variable, VariableRule>> = schema.properties;
const NEEDED_WITH: Readonly<Partial<Record<Variable, readonly string[]>>> = schema.dependentRequired;

export const VARIABLES = Object.keys(RULES) as Variable[];
export const COUNTERPART_ADDRESSES = schema.$defs.counterparts.required as readonly Variable[];
export const FILE_VARIABLES = VARIABLES.filter((variable) => RULES[variable]['x-file'] === true);

const isUrl = (text: string, schemes: readonly string[]): boolean =>
  URL.canParse(text) && schemes.includes(new URL(text).protocol) && new URL(text).hostname !== '';
const isBare = (text: string): boolean => !/[?#]/.test(text) && new URL(text).username === '';
const isWhole = (text: string, from: number, to: number): boolean => /^\d{1,5}$/.test(text) && Number(text) >= from && Number(text) <= to;

const isClosedHours = (text: string): boolean => {
  try {
    parseClosedHours(text);
    return true;
  } catch {
    return false;
  }
};

/** What mail servers take between the brackets, without the rarities that let a header be broken into. */
const isMailAddress = (text: string): boolean => /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(text);

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'http-url': (text) => isUrl(text, ['http:', 'https:']) && isBare(text),
  'webhook-url': (text) => isUrl(text, ['http:', 'https:']) && !text.includes('#') && isBare(text.split('?')[0] ?? ''),
  'smtp-url': (text) => isUrl(text, ['smtp:', 'smtps:']) && !/[?#]/.test(text),
  'mail-address': isMailAddress,
  'mail-addresses': (text) => text.split(',').every((address) => isMailAddress(address.trim())),
  'proxy-url': (text) => isUrl(text, ['http:', 'https:']),
  'postgres-url': (text) => isUrl(text, ['postgres:', 'postgresql:']),
  'redis-url': (text) => !('wrong' in readRedisAddress(text)),
  'master-key': (text) => readKey(text) !== null,
  'closed-hours': isClosedHours,
  cron: isCron,
  port: (text) => isWhole(text, 0, 65_535),
  days: (text) => isWhole(text, 1, 365),
  'a-day': (text) => isWhole(text, 1, 10_000),
  percent: (text) => isWhole(text, 1, 100),
  deadline: (text) => /^\d{1,2}(\.\d{1,2})?$/.test(text) && Number(text) >= 0.2 && Number(text) <= 60,
  day: isDay,
  ratio: (text) => /^(0|1|0?\.\d{1,6}|1\.0+)$/.test(text),
  'otlp-headers': (text) => readHeaders(text) !== null,
};

const ajv = new Ajv2020({ ...OWN_SCHEMA, allErrors: true, useDefaults: true, allowUnionTypes: true, formats: FORMATS });
ajv.addVocabulary(['x-expects', 'x-file']).addSchema(schema);
const checkVariables = ajv.compile<Variables>({ $ref: 'huzheng:config' });
/** Compiled by whoever needs one; the compiler keeps what it has compiled. */
const COUNTERPARTS = { $ref: 'huzheng:config#/$defs/counterparts' };
const BASES = { $ref: 'huzheng:config#/$defs/writtenBases' };

export interface CheckedVariables {
  /** With defaults. */
  readonly values: Variables;
  /** One line a variable, in the order of the schema. */
  readonly complaints: readonly string[];
}

/** `neededBy`: the command that talks to all four counterparts, null where the mode does without them. */
export const checked = (given: Variables, neededBy: string | null): CheckedVariables => {
  const values = { ...given };
  checkVariables(values);
  const errors = (checkVariables.errors ?? []).filter((error) => error.keyword !== 'if');
  const found = new Map([
    ...(neededBy === null ? [] : missingCounterparts(values, neededBy)),
    ...errors.map((error) => complaintOf(error, values)),
  ]);
  return { values, complaints: VARIABLES.flatMap((variable) => found.get(variable) ?? []) };
};

/** A missing base URL takes with it what would be asked for next: all is said at once. */
const missingCounterparts = (values: Variables, neededBy: string): readonly (readonly [Variable, string])[] => {
  const check = ajv.compile<Variables>(COUNTERPARTS);
  check(values);
  const addresses = (check.errors ?? []).map(({ params }) => params['missingProperty'] as Variable);
  const missing = addresses
    .flatMap((address) => [address, ...((NEEDED_WITH[address] ?? []) as Variable[])])
    .filter((variable) => values[variable] === undefined);
  return missing.map((variable) => [variable, missingLine(variable, `needed by \`huzheng ${neededBy}\``)]);
};

const complaintOf = ({ keyword, params, instancePath }: ErrorObject, values: Variables): readonly [Variable, string] => {
  switch (keyword) {
    case 'dependentRequired': {
      const missing = params['missingProperty'] as Variable;
      return [missing, missingLine(missing, `needed because ${String(params['property'])} is set`)];
    }
    case 'required': {
      const missing = params['missingProperty'] as Variable;
      return [missing, missingLine(missing, 'needed because MEDICAL_INSURANCE_CRYPTO is sm')];
    }
    default: {
      const wrong = instancePath.slice(1) as Variable;
      return [wrong, wrongLine(wrong, values[wrong] ?? '')];
    }
  }
};

const missingLine = (variable: Variable, why: string): string =>
  `${variable} is missing (${why}): set it to ${RULES[variable]['x-expects']}.`;

/** An address with an `@` may hold a password, also where none belongs. */
const wrongLine = (variable: Variable, value: string): string => {
  const shown =
    RULES[variable].writeOnly === true || value.includes('@') ? 'cannot be what it is set to' : `cannot be "${value.slice(0, 60)}"`;
  return `${variable} ${shown}${reasonOf(variable, value)}: set it to ${RULES[variable]['x-expects']}.`;
};

/** Where what is wrong can be said without repeating any of it. */
const reasonOf = (variable: Variable, value: string): string => {
  if (variable !== 'REDIS_URL') return '';
  const read = readRedisAddress(value);
  return 'wrong' in read ? ` (${read.wrong})` : '';
};

/** What is wrong with a file a variable names; null: it cannot be read. */
export const fileComplaint = (variable: Variable, text: string | null): readonly string[] => {
  if (text === null) return [unreadableLine(variable)];
  switch (variable) {
    case 'HUZHENG_WRITTEN_BASES': {
      const read = readWrittenBases(text);
      return 'wrong' in read ? [read.wrong] : [];
    }
    case 'HUZHENG_RETENTION': {
      const read = readRetention(text);
      return 'wrong' in read ? [read.wrong] : [];
    }
    case 'HUZHENG_ALERTS': {
      const read = readAlertSettings(text);
      return 'wrong' in read ? [read.wrong] : [];
    }
    case 'HUZHENG_TLS_KEY':
      return parses(() => createPrivateKey(text)) ? [] : [unreadableLine(variable)];
    default:
      return parses(() => new X509Certificate(text)) ? [] : [unreadableLine(variable)];
  }
};

const unreadableLine = (variable: Variable): string =>
  `${variable} names a file that cannot be read: set it to ${RULES[variable]['x-expects']}.`;

const parses = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};

/** Reads the file of written bases: the bases, or what is wrong with them. */
export const readWrittenBases = (text: string): Read<readonly WrittenBasis[]> =>
  readJson('HUZHENG_WRITTEN_BASES', text, ajv.compile<readonly WrittenBasis[]>(BASES));
