import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import { aBrokenRow, aRow } from '../support/connectors.ts';
import { aDeath, aRegistration, day } from '../support/dossiers.ts';
import { closed, nightPlace, TESTER } from '../support/nights.ts';
import { aMember, changed, enrol, HOSPITAL, LONG_AGO, STRANGER, settleTown } from '../support/nights-town.ts';

/** Every value of every table of every schema that is ours, the queue's too. */
const dump = async (pool: pg.Pool): Promise<ReadonlyMap<string, string>> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const texts = await Promise.all(tables.map(({ name }) => pool.query<{ text: string }>(`select t::text as text from ${name} t`)));
  return new Map(tables.map(({ name }, index) => [name, (texts[index]?.rows ?? []).map(({ text }) => text).join('\n')]));
};

const found = (tables: ReadonlyMap<string, string>, secrets: readonly string[]): readonly string[] =>
  secrets.flatMap((secret) =>
    [...tables].flatMap(([table, text]) => (writingsOf(secret).some((writing) => text.includes(writing)) ? [`${secret} in ${table}`] : [])),
  );

/** In clear, escaped as JSON, and as bytes: in hex, as PostgreSQL prints them, and in base64, wherever in a group of three it begins. */
const writingsOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const escaped = [...secret]
    .map((character) => (character > '\u007f' ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character))
    .join('');
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .replace(/.{4}=*$/u, ''),
  );
  return [secret, escaped, bytes.toString('hex'), ...inBase64.filter((text) => text.length >= 8)];
};

const { town, poor, courier, patient, ordinary, silent } = settleTown();
const people = [poor, courier, patient, ordinary, silent, STRANGER];
const SECRETS = [
  ...people.flatMap(({ sealed }) => [sealed.idNumber, sealed.name]),
  '13800001111',
  'POLICY-3',
  'FILE-7',
  'number-of-member-1',
  'household-1',
  HOSPITAL,
  'C34.900',
  '试验性肺部疾病',
  'M05.900',
  '试验性慢性病',
  '赵示甲',
];

const place = nightPlace();
beforeAll(async () => {
  await place.open();
  place.settle(town);
  const at = LONG_AGO;
  enrol(town, changed(ordinary, startOf(day('2026-11-02')), { sealed: { mobile: '13800001111', fileNo: 'FILE-7' } }));
  town.rows.death.push(aRow(courier.sealed.idNumber, aDeath({}, { recordKey: 'death-1' }), { at, stated: { name: '赵示甲' } }));
  town.rows.registration.push(
    aRow(
      patient.sealed.idNumber,
      aRegistration({}, { recordKey: 'r-1', sealed: { diseaseCode: 'M05.900', diseaseName: '试验性慢性病' } }),
      { at },
    ),
  );
  town.rows.assistance.push(
    aBrokenRow({ recordKey: 'broken-1', subject: poor.sealed.idNumber }, at),
    aBrokenRow({ subject: STRANGER.sealed.idNumber }, at),
  );
  const { read } = aBrokenRow({ subject: aMember(6).sealed.idNumber }, at);
  if (!read.ok) town.office.roster.push({ ok: false, broken: read.broken, memberId: 'member-6' });
  town.troubles.unemployment = () =>
    new Fault('broken', {
      code: 'refused',
      detail: 'The authority refuses.',
      authority: { source: 'social-security', operation: 'unemployment', message: '号码不存在' },
    });
}, 120_000);
afterAll(place.close);

it('whoever searches finds what is written in clear, in hex and in base64', async () => {
  const { pool } = place.context();
  const name = Buffer.from(`前${poor.sealed.name}后`);
  for (const [where, written] of [
    ['clear', poor.sealed.idNumber],
    ['hex', Buffer.from(poor.sealed.idNumber).toString('hex')],
    ['base64', Buffer.from(`x${poor.sealed.idNumber}`).toString('base64')],
  ] as const) {
    await pool.query(`create table written_in_${where} as select $1::text as written, $2::bytea as bytes`, [
      written,
      where === 'clear' ? null : name,
    ]);
    expect(found(await dump(pool), [poor.sealed.idNumber])).toEqual([`${poor.sealed.idNumber} in public.written_in_${where}`]);
    await pool.query(`drop table written_in_${where}`);
  }
});

it('a night leaves no identity number, no name, and nothing of anybody’s health or household in any column of any table', async () => {
  const context = place.context();
  place.clock.set(startOf(day('2026-11-23')));
  const inMidRun = Promise.withResolvers<ReadonlyMap<string, string>>();
  town.troubles.participation = async () => {
    inMidRun.resolve(await dump(context.pool));
    return null;
  };
  const { run } = await openRun(day('2026-11-22'), { full: false, source: null, waitMs: 0, by: TESTER }, context);
  const engine = await startEngine(context);
  const queued = await inMidRun.promise;
  await closed(context, run.runId);
  await engine?.stop();
  const after = await dump(context.pool);
  const holding = (tables: ReadonlyMap<string, string>) => [...tables].filter(([, text]) => text !== '').map(([table]) => table);
  expect(holding(queued)).toEqual(expect.arrayContaining(['bullmq.job', 'public.work', 'public.record']));
  expect(holding(after)).toEqual(
    expect.arrayContaining(['public.application_version', 'public.quarantine', 'public.discrepancy', 'public.finding']),
  );
  expect(found(queued, SECRETS)).toEqual([]);
  expect(found(after, SECRETS)).toEqual([]);
});

it('nor does the planner keep samples of what is said of them: whoever is erased is not erased there', async () => {
  const { pool } = place.context();
  await pool.query('analyze');
  const { rows } = await pool.query<{ name: string }>(
    `select tablename || '.' || attname as name from pg_stats where schemaname = 'public' and tablename ~ '^(record|finding|fact_sheet|screening|application_version)'`,
  );
  const kept = rows.map(({ name }) => name);
  expect(kept).toEqual(
    expect.arrayContaining([expect.stringMatching(/^record_\d\.record_key$/), expect.stringMatching(/^finding_\d\.purpose$/)]),
  );
  expect(kept.filter((name) => /\.(content|sealed|grades|digests|consents)$/.test(name))).toEqual([]);
});
