/** Whether a message keeps to `openapi/upstream/medical-insurance.yaml`: the contract that types are generated from is the one that tests hold messages to. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const document: object = parse(readFileSync(new URL('../../../openapi/upstream/medical-insurance.yaml', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(document, 'medical-insurance');

/** Places where the message breaks the contract; empty: it keeps to it. */
export const breachesOf = (schema: string, message: unknown): readonly string[] => {
  const keeps = ajv.getSchema(`medical-insurance#/components/schemas/${schema}`);
  if (keeps === undefined) throw new Error(`no schema ${schema}`);
  return keeps(message) ? [] : (keeps.errors ?? []).map(({ instancePath, message: why = '' }) => `${instancePath} ${why}`);
};
