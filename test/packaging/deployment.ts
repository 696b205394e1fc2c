/** What the Dockerfile and `compose.yaml` say, read for the tests: no container engine is needed. */
import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { parse } from 'yaml';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

export interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

export const dockerfileText = read('Dockerfile');
export const dockerfile = DockerfileParser.parse(dockerfileText);
export const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
export const ignored = read('.dockerignore').trim().split('\n');

interface ConfigSchema {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}
const schema = JSON.parse(read('schemas/config.json')) as ConfigSchema;
/** Every variable that Huzheng reads. */
export const variables = Object.keys(schema.properties);

/** The services that run our own image. */
export const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
