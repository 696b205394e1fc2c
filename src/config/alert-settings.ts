/** From where on a person is told: the file of thresholds, checked (`schemas/alerts.json`). */
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/alerts.json' with { type: 'json' };
import type { AlertSettings } from '../alerts/settings.ts';
import { isDay } from './day.ts';
import { OWN_SCHEMA, readJson } from './json-file.ts';

const check = new Ajv2020({ ...OWN_SCHEMA, allErrors: true, useDefaults: true, formats: { day: isDay } }).compile<AlertSettings>(schema);

/** Null: the defaults, as the schema has them. */
export const readAlertSettings = (text: string | null): { readonly content: AlertSettings } | { readonly wrong: string } =>
  readJson('HUZHENG_ALERTS', text ?? '{}', check);
