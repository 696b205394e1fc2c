/** Looks at rows in quarantine: what is shown, and its entry in the ledger, written before anything is told. For every door alike. */

import type { Context } from '../../context.ts';
import { SOURCES, type Source, sourceOf } from '../../domain/sources.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import { maskedRecord } from '../../pipeline/2-normalise/quarantine/masked-record.ts';
import type { Caller } from '../../security/caller.ts';
import { idDigestsOf } from '../../storage/people.ts';
import { findQuarantined, type KeptRow, type ListedRow, listQuarantine, type QuarantineQuery } from '../../storage/quarantine-lists.ts';
import type { components } from '../contract.ts';
import { shownRow } from './shown-row.ts';

type Schemas = components['schemas'];

export interface Looker {
  readonly caller: Caller;
  readonly trace: string | null;
}

/** One more than is shown says whether there are more: `shown` of them are told, and on record. */
export const lookAtPage = async (
  query: QuarantineQuery,
  { shown, looker }: { readonly shown: number; readonly looker: Looker },
  context: Context,
): Promise<readonly ListedRow[]> => {
  const found = await listQuarantine(context.pool, query);
  await recordLook(found.slice(0, shown), 'listed', { looker, context });
  return found;
};

/** Throws `invalid` where there is none. */
export const lookAtRow = async (quarantineId: string, looker: Looker, context: Context): Promise<Schemas['QuarantinedDetail']> => {
  const row = isUuid(quarantineId) ? await findQuarantined(context.pool, quarantineId) : null;
  await recordLook(row === null ? [] : [row], row === null ? 'none' : 'shown', { looker, context });
  if (row === null) throw noSuchRow();
  const record = recordIn(row, context);
  return { item: shownRow(row), record };
};

const recordIn = ({ personKey, wrappedKey, dataset, fingerprint, sealed, path }: KeptRow, { vault }: Context) => {
  if (personKey === null || wrappedKey === null || sealed === null) return null;
  const { raw } = vault.open<{ readonly raw: unknown }>({ personKey, wrappedKey, dataset, recordKey: fingerprint, version: 0 }, sealed);
  return [...maskedRecord(raw, path)];
};

interface Recording {
  readonly looker: Looker;
  readonly context: Context;
}

const recordLook = async (rows: readonly ListedRow[], outcome: string, { looker, context }: Recording): Promise<void> => {
  const people = [...new Set(rows.flatMap(({ personKey }) => personKey ?? []))];
  await context.ledger.record({
    ...looker,
    act: 'quarantine-read',
    purpose: null,
    subjects: people.length === 0 ? [] : await idDigestsOf(context.pool, people),
    sources: sourcesOf(rows),
    outcome,
    particulars: { rows: rows.length },
  });
};

const sourcesOf = (rows: readonly ListedRow[]): readonly Source[] => {
  const told = new Set(rows.map(({ dataset }) => sourceOf(dataset)));
  return SOURCES.filter((source) => told.has(source));
};

export const noSuchRow = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-quarantined',
    detail: 'There is no such row in quarantine; GET /v1/quarantine and `huzheng quarantine list` list them.',
    fields: ['quarantineId'],
  });
