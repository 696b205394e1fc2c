/**
 * A programme's form as its schema defines it (`schemas/applications/form-schema.json`): read once at start, its shared parts put in place. A schema
 * that breaks the rules for forms stops the process there: what it said of suppliers could not be relied on.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Fault } from '../../faults.ts';

export interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

/** What a field of the same form says, by its JSON Pointer. */
export interface Condition {
  readonly field: string;
  readonly is: readonly string[];
}

interface Titled {
  readonly title: string;
  readonly 'x-titleEn': string;
}

interface Supplied {
  /** Of a source: the worker's, where no source states it. */
  readonly 'x-supplier': 'source' | 'worker' | 'officer';
}

export interface FieldSchema extends Titled, Supplied {
  readonly type: 'string' | 'number' | 'integer' | 'boolean';
  readonly 'x-required'?: true;
  readonly 'x-requiredUnless'?: Condition;
}

export interface GroupSchema extends Titled {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, NodeSchema>>;
}

export interface ListSchema extends Titled, Partial<Supplied> {
  readonly type: 'array';
  readonly items: GroupSchema | FieldSchema;
  readonly 'x-required'?: true;
  /** Complete with as many entries as that field says, less these. */
  readonly 'x-entriesFrom'?: { readonly field: string; readonly less: number };
}

export type NodeSchema = FieldSchema | GroupSchema | ListSchema;

export interface Signature {
  readonly code: string;
  readonly title: BothLanguages;
  readonly by: 'worker' | 'grassroots-union' | 'district-federation' | 'mutual-aid-association' | 'insurer';
}

export interface Attachment {
  readonly code: string;
  readonly title: BothLanguages;
  readonly supplier: 'worker' | 'officer';
  /** Absent: always due. */
  readonly when?: BothLanguages;
  readonly unless?: Condition;
}

export interface FormSchema extends GroupSchema {
  readonly 'x-signatures': readonly Signature[];
  readonly 'x-attachments': readonly Attachment[];
}

/** Words of our own that a form schema uses besides `x-supplier`; they bind nobody who only validates. */
export const FORM_ANNOTATIONS = [
  'tsType',
  'x-titleEn',
  'x-required',
  'x-requiredUnless',
  'x-entriesFrom',
  'x-enumTitles',
  'x-signatures',
  'x-attachments',
];

/** Throws a bug for a form that keeps not to the rules; that these are a schema is shown by `test/fences/contracts.test.ts`. */
export const formReader = ({ rules, parts }: { readonly rules: object; readonly parts: object }): ((form: object) => FormSchema) => {
  const keepsToRules = new Ajv2020({ validateSchema: false, strictTypes: false }).compile<FormSchema>(rules);
  return (form) => {
    const whole = withParts(form, parts);
    if (keepsToRules(whole)) return whole;
    const places = (keepsToRules.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
    throw new Fault('bug', { code: 'form-schema-unsound', detail: `A form schema breaks form-schema.json: ${places.join('; ')}.` });
  };
};

const PARTS = 'huzheng:applications/parts#/$defs/';

/** Words beside a reference come before the part's own: a field may be required in one place and not in another. */
const withParts = (node: unknown, parts: object): unknown => {
  if (Array.isArray(node)) return node.map((item) => withParts(item, parts));
  if (!isRecord(node)) return node;
  const { $ref, ...own } = node;
  const here = Object.fromEntries(Object.entries(own).map(([name, child]) => [name, withParts(child, parts)]));
  if (typeof $ref !== 'string') return here;
  const part = withParts(partOf(parts, $ref), parts);
  return isRecord(part) ? { ...part, ...here } : part;
};

const partOf = (parts: object, reference: string): unknown => {
  const defined: unknown = Object.entries(parts).find(([name]) => name === '$defs')?.[1];
  return isRecord(defined) ? defined[reference.replace(PARTS, '')] : undefined;
};

const isRecord = (node: unknown): node is Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null && !Array.isArray(node);
