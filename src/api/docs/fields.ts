/** The fields of a schema, one line each, those of its parts below it. */
import type { Contract, Schema } from '../operation.ts';
import { code, prose, table } from './html.ts';

interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** Beyond this the parts' own names say enough. */
const DEEPEST = 5;

export const fieldTable = (schema: Schema, contract: Contract): string => {
  const html = table(
    ['字段 field', '名称', '类型 type', '说明 description'],
    fieldsOf(schema, contract, '').map(({ path, schema: field, isRequired }) => [
      `${code(path)}${isRequired ? ' <span class="must" title="required">*</span>' : ''}`,
      prose(field.title ?? ''),
      typeText(field),
      prose(field.description ?? ''),
    ]),
  );
  return html === '' ? '' : `<div class="fields">${html}</div>`;
};

/** A schema by what it refers to, with the words it adds itself. */
export const resolved = (schema: Schema, { components }: Contract): Schema => {
  const { $ref, ...own } = schema;
  return $ref === undefined ? schema : { ...components.schemas[$ref.replace('#/components/schemas/', '')], ...own };
};

const fieldsOf = (given: Schema, contract: Contract, at: string, depth = 0): readonly Field[] => {
  const schema = resolved(given, contract);
  if (depth > DEEPEST) return [];
  if (schema.oneOf !== undefined) return schema.oneOf.flatMap((one) => fieldsOf(one, contract, at, depth + 1));
  if (schema.items !== undefined) return fieldsOf(schema.items, contract, `${at}[]`, depth + 1);
  const shared = (schema.allOf ?? []).flatMap((one) => fieldsOf(one, contract, at, depth));
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = at === '' ? name : `${at}.${name}`;
    const field = resolved(property, contract);
    return [{ path, schema: field, isRequired: schema.required?.includes(name) === true }, ...fieldsOf(field, contract, path, depth + 1)];
  });
  const others =
    typeof schema.additionalProperties === 'object' ? fieldsOf(schema.additionalProperties, contract, `${at}.*`, depth + 1) : [];
  return [...named, ...shared, ...others];
};

/** What a value may be. */
export const typeText = (schema: Schema): string => {
  const { type, enum: words, const: only, items, pattern, format, default: usual } = schema;
  if (only !== undefined) return code(String(only));
  if (words !== undefined) return [...words.map(code), ...(usual === undefined ? [] : [`(default ${code(String(usual))})`])].join(' ');
  const kind = [type ?? (items === undefined ? 'any' : 'array')].flat().join(' or ');
  const said = [
    format,
    pattern === undefined ? undefined : code(pattern),
    rangeText(schema),
    usual === undefined ? undefined : `default ${usual}`,
  ];
  return [prose(kind), ...said.filter((text) => text !== undefined)].join(', ');
};

const rangeText = ({ minimum, maximum, minLength, maxLength, minItems, maxItems }: Schema): string | undefined => {
  const [from, to] = [minimum ?? minLength ?? minItems, maximum ?? maxLength ?? maxItems];
  const unit = (minLength ?? maxLength) ? ' characters' : (minItems ?? maxItems) ? ' items' : '';
  if (from === undefined && to === undefined) return undefined;
  return from === undefined ? `at most ${to}${unit}` : to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`;
};
