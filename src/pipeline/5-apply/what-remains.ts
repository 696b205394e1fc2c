/**
 * What is still to be done before an application can be granted: fields that the worker or an officer supplies, signatures, attachments. Read from the
 * form schemas alone. Filling a field never adds to it: a question that depends on another counts until the other has ruled it out.
 */
import { type Form, type FormValue, PROGRAMMES, type Programme } from '../../domain/application.ts';
import type { ApplicationSchemas } from './document-check.ts';
import {
  type Attachment,
  type BothLanguages,
  type Condition,
  type FieldSchema,
  type FormSchema,
  formReader,
  type GroupSchema,
  type ListSchema,
  type NodeSchema,
  type Signature,
} from './form-schema.ts';

export interface FieldDue {
  /** JSON Pointer into the form; of a list with too few entries, the list's. */
  readonly pointer: string;
  readonly title: BothLanguages;
  readonly supplier: 'worker' | 'officer';
}

export interface Remainder {
  readonly fields: readonly FieldDue[];
  /** All of them: a form holds none, and nobody signs by having their fields filled. */
  readonly signatures: readonly Signature[];
  /** All that the form does not rule out: it holds none either. */
  readonly attachments: readonly Attachment[];
  /** Nothing is left to anybody. */
  readonly complete: boolean;
}

export type WhatRemains = (programme: Programme, form: Form) => Remainder;

/** Throws a bug where a form schema breaks its rules. */
export const whatRemainsBy = ({ rules, parts, forms }: Omit<ApplicationSchemas, 'document'>): WhatRemains => {
  const read = formReader({ rules, parts });
  const schemas = new Map(PROGRAMMES.map((programme) => [programme, read(forms[programme])]));
  return (programme, form) => {
    const schema = schemas.get(programme);
    if (schema === undefined) throw new RangeError('every programme has a form');
    return remainderOf(schema, form);
  };
};

const remainderOf = (schema: FormSchema, form: Form): Remainder => {
  const fields = dueInGroup(schema, form, { form, pointer: '', under: null });
  const signatures = schema['x-signatures'];
  const attachments = schema['x-attachments'].filter(({ unless }) => !isRuledOut(unless, form));
  return { fields, signatures, attachments, complete: fields.length + signatures.length + attachments.length === 0 };
};

interface Place {
  readonly form: Form;
  readonly pointer: string;
  /** The entry of a list that a field belongs to: names alone do not tell whose. */
  readonly under: BothLanguages | null;
}

const dueIn = (node: NodeSchema, value: FormValue | undefined, place: Place): readonly FieldDue[] => {
  switch (node.type) {
    case 'object':
      return dueInGroup(node, value, place);
    case 'array':
      return dueInList(node, value, place);
    default:
      return isEmpty(value) && isRequired(node, place.form) ? [due(node, place)] : [];
  }
};

const dueInGroup = ({ properties }: GroupSchema, value: FormValue | undefined, place: Place): readonly FieldDue[] =>
  Object.entries(properties).flatMap(([name, child]) =>
    dueIn(child, isBranch(value) ? value[name] : undefined, { ...place, pointer: `${place.pointer}/${name}` }),
  );

const dueInList = (list: ListSchema, value: FormValue | undefined, place: Place): readonly FieldDue[] => {
  const entries = isList(value) ? value : [];
  const missing = entries.length < entriesWanted(list, place.form) ? [due(list, place)] : [];
  const inEntries = entries.flatMap((entry, index) =>
    dueIn(list.items, entry, { ...place, pointer: `${place.pointer}/${index}`, under: numbered(list.items, index + 1) }),
  );
  return [...missing, ...inEntries];
};

/** As long as it is not known how many there are to be, no number of them is enough. */
const entriesWanted = (list: ListSchema, form: Form): number => {
  if (list['x-required'] !== true) return 0;
  const counted = list['x-entriesFrom'];
  if (counted === undefined) return 1;
  const count = valueAt(form, counted.field);
  return typeof count === 'number' ? count - counted.less : Number.POSITIVE_INFINITY;
};

const isRequired = (field: FieldSchema, form: Form): boolean =>
  field['x-required'] === true || (field['x-requiredUnless'] !== undefined && !isRuledOut(field['x-requiredUnless'], form));

const isRuledOut = (unless: Condition | undefined, form: Form): boolean => {
  if (unless === undefined) return false;
  const value = valueAt(form, unless.field);
  return typeof value === 'string' && unless.is.includes(value);
};

const valueAt = (form: Form, pointer: string): FormValue | undefined =>
  pointer
    .split('/')
    .slice(1)
    .reduce<FormValue | undefined>((node, name) => (isBranch(node) ? node[name] : undefined), form);

const due = (node: FieldSchema | ListSchema, { pointer, under }: Place): FieldDue => ({
  pointer,
  title: under === null ? titleOf(node) : { zh: `${under.zh}：${node.title}`, en: `${under.en}: ${node['x-titleEn']}` },
  supplier: node['x-supplier'] === 'officer' ? 'officer' : 'worker',
});

const titleOf = (node: NodeSchema): BothLanguages => ({ zh: node.title, en: node['x-titleEn'] });
const numbered = (entry: NodeSchema, number: number): BothLanguages => ({
  zh: `${entry.title} ${number}`,
  en: `${entry['x-titleEn']} ${number}`,
});

const isBranch = (value: FormValue | undefined): value is Form => typeof value === 'object' && !Array.isArray(value);
const isList = (value: FormValue | undefined): value is readonly FormValue[] => Array.isArray(value);
const isEmpty = (value: FormValue | undefined): boolean => value === undefined || (typeof value === 'string' && value.trim() === '');
