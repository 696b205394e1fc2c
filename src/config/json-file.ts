/** A file of JSON that a variable names, checked against its schema. */
import type { ValidateFunction } from 'ajv';

/** A schema of ours is held against its own rules by `test/fences/contracts.test.ts`: doing it again would take a command longer than reading its variables. */
export const OWN_SCHEMA = { validateSchema: false } as const;

/** What it holds, or what is wrong with it, in one line. */
export type Read<T> = { readonly content: T } | { readonly wrong: string };

export const readJson = <T>(variable: string, text: string, check: ValidateFunction<T>): Read<T> => {
  const content = parsed(text);
  if (check(content)) return { content };
  const [first] = check.errors ?? [];
  const unknown = first?.params['additionalProperty'];
  const which = unknown === undefined ? '' : ` (${unknown})`;
  const why = content === undefined ? 'it is not JSON' : `${first?.instancePath || 'it'} ${first?.message}${which}`;
  return { wrong: `${variable} names a file that cannot be used: ${why}.` };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
