/** How long what is kept of people is kept, and what may not be erased before its time: the file, checked (`schemas/retention.json`). */
import { Ajv2020 } from 'ajv/dist/2020.js';
import shipped from '../../rule-sets/retention.json' with { type: 'json' };
import schema from '../../schemas/retention.json' with { type: 'json' };
import type { RetentionRules } from '../security/erasure/rules.ts';

const check = new Ajv2020({ allErrors: true }).compile<RetentionRules>(schema);

/** Null: the file that is shipped. */
export const readRetention = (text: string | null): { readonly rules: RetentionRules } | { readonly wrong: string } => {
  const content = text === null ? shipped : parsed(text);
  if (check(content)) return { rules: content };
  const [first] = check.errors ?? [];
  const why = content === undefined ? 'it is not JSON' : `${first?.instancePath || 'it'} ${first?.message}`;
  return { wrong: `HUZHENG_RETENTION names a file that cannot be used: ${why}.` };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
