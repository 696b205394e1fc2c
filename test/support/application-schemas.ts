/** The application schemas as they stand in `schemas/applications`. */
import { readFile } from 'node:fs/promises';
import { PROGRAMMES, type Programme } from '../../src/domain/application.ts';
import type { ApplicationSchemas } from '../../src/pipeline/5-apply/document-check.ts';

const FOLDER = new URL('../../schemas/applications/', import.meta.url);
const read = async (name: string): Promise<object> => JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8')) as object;

const forms = await Promise.all(PROGRAMMES.map(async (programme): Promise<[Programme, object]> => [programme, await read(programme)]));
export const APPLICATION_SCHEMAS: ApplicationSchemas = {
  document: await read('document'),
  parts: await read('parts'),
  rules: await read('form-schema'),
  forms: Object.fromEntries(forms) as Record<Programme, object>,
};
