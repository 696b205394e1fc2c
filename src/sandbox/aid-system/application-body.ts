// What a prefilled application must look like (interfaces.md §4): above all, provenance for every field of its form.

import { isObject, type JsonObject } from '../http/exchange.ts';
import { SOURCES } from '../tally.ts';

export const PROGRAMMES = ['living-aid', 'medical-aid', 'education-aid', 'mutual-aid-claim', 'exclusive-protection'] as const;

export interface FieldFault {
  /** JSON Pointer into the body. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ApplicationBody {
  readonly version: number;
  readonly programme: string;
  readonly memberId: string;
  readonly expiresAt: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isMoment = (value: unknown): value is string => isText(value) && !Number.isNaN(Date.parse(value));

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** JSON Pointers of every field: of each value that holds no further ones. */
export const leavesOf = (value: unknown, pointer = ''): string[] => {
  const inner = Array.isArray(value) ? value.map((item, at) => [String(at), item] as const) : isObject(value) ? Object.entries(value) : [];
  return inner.length === 0 ? [pointer] : inner.flatMap(([key, item]) => leavesOf(item, `${pointer}/${escaped(key)}`));
};

/** Pointers of everything inside a form: a group of fields may have provenance of its own besides that of its fields. */
const pointersOf = (value: unknown, pointer = ''): string[] => {
  const inner = Array.isArray(value) ? value.map((item, at) => [String(at), item] as const) : isObject(value) ? Object.entries(value) : [];
  return [...(pointer === '' ? [] : [pointer]), ...inner.flatMap(([key, item]) => pointersOf(item, `${pointer}/${escaped(key)}`))];
};

const isOrigin = (origin: unknown): boolean =>
  isObject(origin) &&
  SOURCES.some((source) => source === origin['source']) &&
  isText(origin['dataset']) &&
  isText(origin['recordKey']) &&
  isMoment(origin['asOf']);

const faultsOfProvenance = (form: JsonObject, provenance: JsonObject): FieldFault[] => {
  const leaves = Object.keys(form).length === 0 ? [] : leavesOf(form);
  const missing = leaves.filter((leaf) => !Object.hasOwn(provenance, leaf));
  const known = new Set(pointersOf(form));
  const astray = Object.keys(provenance).filter((pointer) => !known.has(pointer));
  const unsound = Object.entries(provenance).filter(
    ([, origins]) => !Array.isArray(origins) || origins.length === 0 || !origins.every(isOrigin),
  );
  const at = (pointer: string): string => `/provenance/${escaped(pointer)}`;
  return [
    ...missing.map((pointer) => ({ pointer: `/form${pointer}`, detail: 'field without provenance' })),
    ...astray.map((pointer) => ({ pointer: at(pointer), detail: 'points to nothing in the form' })),
    ...unsound.map(([pointer]) => ({ pointer: at(pointer), detail: 'must be a non-empty list of {source, dataset, recordKey, asOf}' })),
  ];
};

const isReason = (reason: unknown): boolean =>
  isObject(reason) && isText(reason['code']) && isObject(reason['text']) && isText(reason['text']['zh']) && isText(reason['text']['en']);

/** Every field at fault; none for a sound body. */
export const faultsOf = (body: JsonObject): FieldFault[] => {
  const { version, programme, memberId, form, provenance, reasons, expiresAt } = body;
  const faults: FieldFault[] = [];
  const demand = (sound: boolean, pointer: string, detail: string): void => {
    if (!sound) faults.push({ pointer, detail });
  };
  demand(Number.isInteger(version) && Number(version) >= 1, '/version', 'must be a positive whole number');
  demand(
    PROGRAMMES.some((known) => known === programme),
    '/programme',
    `must be one of ${PROGRAMMES.join(', ')}`,
  );
  demand(isText(memberId), '/memberId', 'must be a non-empty string');
  demand(isObject(form), '/form', 'must be an object');
  demand(isObject(provenance), '/provenance', 'must be an object');
  demand(Array.isArray(reasons) && reasons.every(isReason), '/reasons', 'must be a list of {code, text: {zh, en}}');
  demand(isMoment(expiresAt), '/expiresAt', 'must be a date and time');
  return isObject(form) && isObject(provenance) ? [...faults, ...faultsOfProvenance(form, provenance)] : faults;
};

/** The fields the aid system keeps of a sound body. */
export const essentials = ({ version, programme, memberId, expiresAt }: JsonObject): ApplicationBody => ({
  version: Number(version),
  programme: String(programme),
  memberId: String(memberId),
  expiresAt: String(expiresAt),
});
