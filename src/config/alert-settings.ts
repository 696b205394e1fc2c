/** From where on a person is told: the file of thresholds, checked (`schemas/alerts.json`). */
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/alerts.json' with { type: 'json' };
import type { AlertSettings } from '../alerts/settings.ts';
import { lazily } from '../remember.ts';
import { isDay } from './day.ts';
import { OWN_SCHEMA, type Read, readJson } from './json-file.ts';

/** Only where there is a file: compiling it takes a short command longer than all its variables. */
const check = lazily(() =>
  new Ajv2020({ ...OWN_SCHEMA, allErrors: true, useDefaults: true, formats: { day: isDay } }).compile<AlertSettings>(schema),
);

interface WithDefaults {
  readonly title?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, WithDefaults>>;
}

/** What the check fills in where nothing is said, level by level. */
const defaultOf = ({ default: stated, properties }: WithDefaults): unknown =>
  properties === undefined
    ? stated
    : Object.fromEntries(
        Object.entries(properties).flatMap(([name, one]) => (one.default === undefined ? [] : [[name, defaultOf(one)] as const])),
      );

export const DEFAULTS = defaultOf(schema) as AlertSettings;

export const readAlertSettings = (text: string): Read<AlertSettings> => readJson('HUZHENG_ALERTS', text, check());
