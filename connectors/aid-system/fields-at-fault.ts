/**
 * Which fields a 422 names. Pure. The page does not say how they are listed (`interfaces.md` §4): what stands under `fields` or `errors` is taken
 * at its word, as texts, as objects that name a field, or as an object with a key a field; elsewhere only what names a field we sent. Never
 * a value: a form is personal.
 */
import type { ApplicationDocument } from '../../src/domain/application.ts';
import { maskedWords } from '../../src/faults.ts';
import { isRecord, listOf, pointerTo, recordOf, textOf } from '../../src/upstream/wire.ts';

export const fieldsAtFault = (body: unknown, document: ApplicationDocument): readonly string[] => {
  const refusal = recordOf(body);
  const listed = [refusal?.['fields'], refusal?.['errors']].flatMap((list) => listOf(list) ?? []).flatMap(namesIn);
  const ours = new Set(pointersOf(document, ''));
  const mentioned = textsIn(body, DEEPEST).filter((text) => pointersFor(text).some((pointer) => ours.has(pointer)));
  return [...new Set([...listed, ...mentioned].map(maskedWords))];
};

const NAMING = ['field', 'pointer', 'path', 'name'] as const;

const namesIn = (entry: unknown): readonly string[] => {
  if (!isRecord(entry)) return textOf(entry) === null ? [] : [textOf(entry) ?? ''];
  const key = NAMING.find((name) => textOf(entry[name]) !== null);
  if (key !== undefined) return [textOf(entry[key]) ?? ''];
  return NAMING.some((name) => Object.hasOwn(entry, name)) ? [] : Object.keys(entry);
};

/** Deeper than anybody nests a list of fields. */
const DEEPEST = 6;

/** Every text and every key, in order. */
const textsIn = (node: unknown, depth: number): readonly string[] => {
  if (typeof node === 'string') return [node];
  if (depth === 0 || typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap((item) => textsIn(item, depth - 1));
  return Object.entries(node).flatMap(([key, value]) => [key, ...textsIn(value, depth - 1)]);
};

/** `/household/size`, `#/form/household/size`, `form.household.size`, `$.form.items[0].from`: a field from the form's root or the document's. */
const pointersFor = (text: string): readonly string[] => {
  const path = text.trim().replace(/^[#$]/, '');
  const pointer = path.startsWith('/')
    ? path
    : `/${path
        .replaceAll(/\[(\d+)\]/g, '.$1')
        .replace(/^\./, '')
        .replaceAll('.', '/')}`;
  return [pointer, `/form${pointer}`];
};

const pointersOf = (node: unknown, pointer: string): readonly string[] => {
  const inside = typeof node === 'object' && node !== null ? Object.entries(node) : [];
  return [...(pointer === '' ? [] : [pointer]), ...inside.flatMap(([name, child]) => pointersOf(child, pointer + pointerTo(name)))];
};
