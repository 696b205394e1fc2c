/** Reads the schemas of applications: for the last look at each before it leaves, and for what remains to be done with it. */
import { readFile } from 'node:fs/promises';
import { PROGRAMMES } from './domain/application.ts';
import { type ApplicationSchemas, documentChecker, type FaultsOf } from './pipeline/5-apply/document-check.ts';
import { type WhatRemains, whatRemainsBy } from './pipeline/5-apply/what-remains.ts';

const FOLDER = new URL('../schemas/applications/', import.meta.url);

export const readDocumentCheck = async (): Promise<FaultsOf> => documentChecker(await readSchemas());
export const readWhatRemains = async (): Promise<WhatRemains> => whatRemainsBy(await readSchemas());

const readSchemas = async (): Promise<ApplicationSchemas> => {
  const read = async (name: string): Promise<object> => JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8')) as object;
  const forms = await Promise.all(PROGRAMMES.map(async (programme) => [programme, await read(programme)] as const));
  return {
    document: await read('document'),
    parts: await read('parts'),
    rules: await read('form-schema'),
    forms: Object.fromEntries(forms) as ApplicationSchemas['forms'],
  };
};
