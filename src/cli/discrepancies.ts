/** `huzheng discrepancies`: who says what since when, what was asked of an authority, and the letter or table that asks it. */
import { open, rm } from 'node:fs/promises';
import { lookAtOne, lookAtPage } from '../api/discrepancies/look.ts';
import { type ExportedFile, exportRequests } from '../corrections/export.ts';
import { type Resolution, type Resolving, resolveDiscrepancy } from '../corrections/resolve.ts';
import type { Day } from '../domain/period.ts';
import type { Authority, Purpose } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import type { DiscrepancyQuery } from '../storage/discrepancy-lists.ts';
import { discrepanciesText, discrepancyText } from './discrepancies-text.ts';
import { firstOf, moreText } from './first-of.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

interface ListOptions {
  readonly status: DiscrepancyQuery['status'];
  readonly kind?: string;
  readonly source?: string;
  readonly district?: string;
  readonly member?: string;
  readonly limit: number;
  readonly json?: true;
}

const looker = () => ({ caller: thisUser(), trace: null });

export const discrepanciesList = ({ status, kind, source, district, member, limit, json }: ListOptions): Promise<number> =>
  withContext('tool', async (context) => {
    const filter = {
      ...(kind === undefined ? {} : { kind }),
      ...(source === undefined ? {} : { source }),
      ...(district === undefined ? {} : { district }),
      ...(member === undefined ? {} : { memberId: member }),
    };
    const { found, show } = await lookAtPage({ status, filter, after: null, limit: limit + 1 }, limit, { looker: looker(), context });
    const { items: first, more } = firstOf(found, limit);
    const items = first.map(show);
    process.stdout.write(json === true ? `${JSON.stringify({ items, more })}\n` : `${discrepanciesText(items)}${moreText({ more })}`);
    return 0;
  });

export const discrepanciesShow = ({ json }: { readonly json?: true }, _: Interruption, [id = '']: readonly string[]): Promise<number> =>
  shown(id, json ?? false);

/** After it was dealt with, where it was. */
const shown = (id: string, json: boolean, dealing: Pick<Resolving, 'to' | 'why' | 'resolution'> | null = null): Promise<number> =>
  withContext('tool', async (context) => {
    if (dealing !== null) await resolveDiscrepancy({ ...dealing, discrepancyId: id, by: thisUser(), trace: null }, context);
    const found = await lookAtOne(id, { looker: looker(), context });
    process.stdout.write(json ? `${JSON.stringify(found)}\n` : discrepancyText(found));
    return 0;
  });

interface ResolveOptions {
  readonly to?: Authority;
  readonly why?: string;
  readonly json?: true;
}

const resolved = ({ to, why, json }: ResolveOptions, discrepancyId: string, resolution: Resolution): Promise<number> =>
  shown(discrepancyId, json ?? false, { to: to ?? null, why: why ?? null, resolution });

export const discrepanciesRequest = (
  options: ResolveOptions & { readonly due?: Day },
  _: Interruption,
  [id = '']: readonly string[],
): Promise<number> => resolved(options, id, { action: 'request-correction', dueOn: options.due ?? null });

export const discrepanciesAnswer = (
  options: ResolveOptions & { readonly answer: string },
  _: Interruption,
  [id = '']: readonly string[],
): Promise<number> => resolved(options, id, { action: 'record-answer', answer: options.answer });

export const discrepanciesWithdraw = (options: ResolveOptions, _: Interruption, [id = '']: readonly string[]): Promise<number> =>
  resolved(options, id, { action: 'withdraw-request' });

export interface ExportOptions {
  readonly format: 'table' | 'letter';
  readonly to: Authority;
  readonly purpose: Purpose;
  readonly why: string;
  readonly out: string;
  readonly json?: true;
}

export const discrepanciesExport = (options: ExportOptions, _: Interruption, ids: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const { format, to, purpose, why, out, json } = options;
    const exporting = { format, to, purpose, why, by: thisUser(), trace: null, ids: ids.length === 0 ? null : ids };
    const { rows, leftOut } = await written(out, () => exportRequests(exporting, context));
    process.stdout.write(
      json === true ? `${JSON.stringify({ file: out, rows, leftOut })}\n` : `${out}: ${rows} records to check, ${leftOut} left out\n`,
    );
    return 0;
  });

/** It names people: for nobody but this user, in place of nothing, and made only once there is room for it. */
const written = async (path: string, make: () => Promise<ExportedFile>): Promise<ExportedFile> => {
  const handle = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    const detail = 'The file cannot be written: there is one already, or its folder is not there.';
    throw new Fault('invalid', { code: 'file-not-written', detail, cause });
  });
  try {
    const made = await make();
    await handle.writeFile(made.file);
    return made;
  } catch (thrown) {
    await rm(path);
    throw thrown;
  } finally {
    await handle.close();
  }
};
