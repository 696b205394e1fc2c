/**
 * A form as whoever looks at applications sees it: which fields are filled and from where, and of the values only those that may be shown. It fails
 * closed: a value is masked unless its place is listed here, so that a field a form gains is masked until somebody has decided about it. Pure.
 */
import type { Form, FormValue, Provenance } from '../../domain/application.ts';
import type { components } from '../contract.ts';
import { maskedIdNumber, maskedMobile, maskedName, WITHHELD } from '../masking.ts';
import { toldOnce } from '../told-once.ts';

type Schemas = components['schemas'];
type Leaf = string | number | boolean;

/**
 * What the case says to the same readers anyway, or what says nothing of the person: no health, income, employer, assistance, numbers, and no day but
 * a policy's. Each without the slash its pointer begins with.
 */
export const SHOWN: ReadonlySet<string> = new Set([
  'person/idType',
  'person/district',
  'work/employmentForm',
  'occupation/employmentForm',
  'aidFile/class',
  'hardship/suggestedClass',
  'policy/from',
  'policy/to',
]);

/** What has a customary mask; everything else is withheld whole. */
const MASKS: Readonly<Record<string, (value: string) => string>> = {
  'person/name': maskedName,
  'person/idNumber': maskedIdNumber,
  'person/mobile': maskedMobile,
};

/** A field for every value, in the form's own order. */
export const fieldsOf = (form: Form, provenance: Provenance): Schemas['FormField'][] =>
  leavesOf(form, '').map(({ pointer, value }) => ({
    pointer,
    ...(SHOWN.has(pointer.slice(1)) ? { value, masked: false } : { value: maskOf(pointer, value), masked: true }),
    provenance: basisOf(provenance[pointer] ?? []),
  }));

const maskOf = (pointer: string, value: Leaf): string =>
  typeof value === 'string' ? (MASKS[pointer.slice(1)]?.(value) ?? WITHHELD) : WITHHELD;

/** RFC 6901. */
const leavesOf = (value: FormValue, pointer: string): readonly { readonly pointer: string; readonly value: Leaf }[] =>
  typeof value === 'object'
    ? Object.entries(value).flatMap(([name, child]: [string, FormValue]) =>
        leavesOf(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
      )
    : [{ pointer, value }];

/** Without the keys that records have at their source. */
const basisOf = (entries: Provenance[string]): Schemas['FieldBasis'][] =>
  toldOnce(entries.map(({ source, dataset, asOf }) => ({ source, dataset, asOf })));
