/** How long what is kept of people is kept, and what may not be erased before its time: the file, checked (`schemas/retention.json`). */
import { Ajv2020 } from 'ajv/dist/2020.js';
import shipped from '../../rule-sets/retention.json' with { type: 'json' };
import schema from '../../schemas/retention.json' with { type: 'json' };
import { lazily } from '../remember.ts';
import type { RetentionRules } from '../security/erasure/rules.ts';
import { OWN_SCHEMA, type Read, readJson } from './json-file.ts';

const check = lazily(() => new Ajv2020({ ...OWN_SCHEMA, allErrors: true, useDefaults: true }).compile<RetentionRules>(schema));

/** The file that is shipped; that it passes the check and leaves nothing out is held by `test/jobs/retention.test.ts`. */
export const SHIPPED = shipped as RetentionRules;

export const readRetention = (text: string): Read<RetentionRules> => readJson('HUZHENG_RETENTION', text, check());
