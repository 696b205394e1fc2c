/**
 * The last look at an application before it leaves: the document against its schema, the form against its programme's, every filled field one that a
 * source may supply, every field with its provenance. A fault found here is ours; nothing with a fault is delivered.
 */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type ApplicationDocument, type FormValue, PROGRAMMES, type Programme } from '../../domain/application.ts';
import { FORM_ANNOTATIONS } from './form-schema.ts';

/** `schemas/applications`, read by the caller. */
export interface ApplicationSchemas {
  readonly document: object;
  readonly parts: object;
  /** What every form schema keeps to. */
  readonly rules: object;
  readonly forms: Readonly<Record<Programme, object>>;
}

/** Faults as `pointer what`; no values, because a form is personal. Empty: it may go. */
export type FaultsOf = (document: ApplicationDocument) => readonly string[];

export const documentChecker = ({ document, parts, forms }: Omit<ApplicationSchemas, 'rules'>): FaultsOf => {
  // That they are schemas is shown by `test/fences/contracts.test.ts`.
  const ajv = new Ajv2020({ validateSchema: false, allErrors: true, strictTypes: false, keywords: FORM_ANNOTATIONS });
  addFormats.default(ajv);
  ajv.addKeyword({
    keyword: 'x-supplier',
    metaSchema: { enum: ['source', 'worker', 'officer'] },
    schemaType: 'string',
    validate: (supplier: string) => supplier === 'source',
  });
  ajv.addSchema(parts);
  const isDocument = ajv.compile(document);
  const formChecks = new Map(PROGRAMMES.map((programme) => [programme, ajv.compile(forms[programme])]));
  return (application) => {
    const isForm = formChecks.get(application.programme);
    const inDocument = isDocument(application) ? [] : described('', isDocument.errors);
    const inForm = isForm === undefined || isForm(application.form) ? [] : described('/form', isForm.errors);
    return [...inDocument, ...inForm, ...unproven(application)];
  };
};

const described = (under: string, errors: readonly ErrorObject[] | null | undefined): readonly string[] =>
  (errors ?? []).map(
    ({ instancePath, keyword, message }) =>
      `${under}${instancePath} ${keyword === 'x-supplier' ? 'is not for a source to fill' : (message ?? keyword)}`,
  );

const unproven = ({ form, provenance }: ApplicationDocument): readonly string[] => {
  const pointers = pointersOf(form, '');
  const without = pointers
    .filter((pointer) => (provenance[pointer] ?? []).length === 0)
    .map((pointer) => `/form${pointer} has no provenance`);
  const known = new Set(pointers);
  return [
    ...without,
    ...Object.keys(provenance)
      .filter((pointer) => !known.has(pointer))
      .map((pointer) => `/provenance names ${pointer}, which the form does not have`),
  ];
};

const pointersOf = (value: FormValue, pointer: string): readonly string[] => {
  if (typeof value !== 'object') return [pointer];
  const inside = Object.entries(value).flatMap(([name, child]: [string, FormValue]) =>
    pointersOf(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return pointer === '' ? inside : [pointer, ...inside];
};
