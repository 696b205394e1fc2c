/** Every field of a programme's form as its schema has it, by JSON Pointer; a list's entries stand under `0`. */
import { PROGRAMMES, type Programme } from '../../../src/domain/application.ts';
import { type FieldSchema, formReader, type ListSchema, type NodeSchema } from '../../../src/pipeline/5-apply/form-schema.ts';
import { APPLICATION_SCHEMAS } from '../../support/application-schemas.ts';

/** With what only a validator reads. */
export type Field = FieldSchema & {
  readonly enum?: readonly string[];
  readonly 'x-enumTitles'?: Readonly<Record<string, string>>;
  readonly const?: true;
};

const read = formReader(APPLICATION_SCHEMAS);

const nodesUnder = (node: NodeSchema, pointer: string): readonly (readonly [string, Field | ListSchema])[] => {
  switch (node.type) {
    case 'object':
      return Object.entries(node.properties).flatMap(([name, child]) => nodesUnder(child, `${pointer}/${name}`));
    case 'array':
      return [[pointer, node], ...nodesUnder(node.items, `${pointer}/0`)];
    default:
      return [[pointer, node]];
  }
};

export const FORMS = PROGRAMMES.map((programme) => ({ programme, schema: read(APPLICATION_SCHEMAS.forms[programme]) }));

const ofProgramme = (programme: Programme) =>
  FORMS.filter((form) => form.programme === programme).flatMap(({ schema }) => nodesUnder(schema, ''));

export const fieldsOf = (programme: Programme): ReadonlyMap<string, Field> =>
  new Map(ofProgramme(programme).flatMap(([pointer, node]) => (node.type === 'array' ? [] : [[pointer, node] as const])));

export const listsOf = (programme: Programme): ReadonlyMap<string, ListSchema> =>
  new Map(ofProgramme(programme).flatMap(([pointer, node]) => (node.type === 'array' ? [[pointer, node] as const] : [])));
