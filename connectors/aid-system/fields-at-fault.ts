/**
 * Which fields a 422 names, as JSON Pointers into the document. Pure. The page does not say how they are listed (`interfaces.md` §4): whatever names a
 * field that we sent is taken, be it a text or a key. Of all else that is said nothing is: it may name the person, and a form is personal.
 */
import type { ApplicationDocument } from '../../src/domain/application.ts';
import { LONGEST_TEXTS } from '../../src/domain/longest-texts.ts';
import { pointerTo } from '../../src/upstream/wire.ts';

export const fieldsAtFault = (body: unknown, document: ApplicationDocument): readonly string[] => {
  const places = placesOf(document);
  return [...new Set(textsIn(body, DEEPEST).flatMap((text) => pointersFor(text).find((pointer) => places.has(pointer)) ?? []))];
};

/** With texts that were left out: no source stated them, and it may be they that are missed. Provenance is one place: what it proves are fields of the form. */
const placesOf = (document: ApplicationDocument): ReadonlySet<string> =>
  new Set([
    ...pointersOf({ ...document, provenance: null }, ''),
    ...Object.keys(LONGEST_TEXTS[document.programme]).map((place) => `/form${place}`),
  ]);

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
