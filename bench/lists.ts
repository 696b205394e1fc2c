/**
 * Lists of jobs and of causes over HTTP at a million units of work, each beside its floor: express 5 and one keyed look-up. Every list, however it
 * is asked for, answers within the bound, and none of its plans reads a large table whole.
 */
import { idDigestOfMember, personOfMember } from '../src/storage/people.ts';
import { type Api, openApi } from '../test/support/api.ts';
import { median, type Report } from './figures.ts';
import { cutOff, kept } from './leaving.ts';
import { fill, lookAt } from './lists/fill.ts';
import { plansOf, recorder } from './lists/statements.ts';
import { type Load, load } from './load.ts';
import { startFloor } from './verify/floor.ts';

const BOUND_MS = 100;
const SECONDS = 2;
const FLOOR_SECONDS = 1;
const MEMBER = 'member-1';

/** Every filter alone, and together as an operator has them, or as nobody would. */
const QUERIES: readonly string[] = [
  '/v1/jobs',
  '/v1/jobs?limit=100',
  '/v1/jobs?state=failed',
  '/v1/jobs?state=ready',
  '/v1/jobs?state=running',
  '/v1/jobs?state=overtaken',
  '/v1/jobs?state=cancelled&source=medical-insurance',
  '/v1/jobs?source=aid-system',
  '/v1/jobs?dataset=members',
  '/v1/jobs?dataset=death&state=failed',
  '/v1/jobs?dataset=registration&state=overtaken',
  '/v1/jobs?step=close',
  '/v1/jobs?step=close&state=failed',
  '/v1/jobs?step=verify&source=medical-insurance',
  '/v1/jobs?step=look-up&dataset=death',
  '/v1/jobs?step=deliver&dataset=person&recovered=true',
  '/v1/jobs?date=2026-09-05',
  '/v1/jobs?date=2026-09-05&state=failed&source=civil-affairs',
  '/v1/jobs?date=2026-10-31&dataset=family&recovered=true',
  '/v1/jobs?run=run-2026-09-20&step=deliver&state=failed',
  '/v1/jobs?fingerprint=ccccccc1',
  '/v1/jobs?fingerprint=cccccccc&state=failed',
  '/v1/jobs?fingerprint=cccccccc&state=failed&dataset=death',
  '/v1/jobs?fingerprint=ccccccc2&date=2026-09-05&recovered=true',
  '/v1/jobs?recovered=true',
  '/v1/jobs?recovered=true&step=close',
  '/v1/jobs?recovered=false&state=done&dataset=work-injury',
  '/v1/jobs?q=unreachable',
  `/v1/jobs?q=${encodeURIComponent('系统繁忙')}&state=failed`,
  '/v1/jobs?q=run-2026&state=failed&dataset=death',
  '/v1/jobs?q=unit/8',
  '/v1/jobs?q=unit/8&state=overtaken&date=2026-09-05',
  '/v1/jobs?q=u',
  '/v1/jobs?q=nothing-is-called-so',
  `/v1/jobs?memberId=${MEMBER}`,
  `/v1/jobs?memberId=${MEMBER}&state=failed`,
  `/v1/jobs?memberId=${MEMBER}&date=2026-09-05&q=unexpected`,
  '/v1/jobs?memberId=nobody',
  '/v1/fingerprints',
  '/v1/fingerprints?state=all',
  '/v1/fingerprints?date=2026-09-05',
  '/v1/fingerprints?date=2026-09-05&state=all&source=medical-insurance',
];

interface Row extends Pick<Load, 'p50Ms' | 'p99Ms' | 'answers' | 'refused'> {
  readonly path: string;
  /** Medians over the floor's. */
  readonly ratio: number;
  readonly readsWhole: readonly string[];
}

export const lists = async (): Promise<Report> => {
  const record = recorder();
  const api = await kept(openApi({ parts: record.parts }), (opened) => cutOff(opened.context.pool).then(opened.close));
  const floor = await openFloor(urlOf(api));
  const filled = await fill(api.context.pool);
  await lookAt(api.context.pool, await memberIn(api));
  const [first] = await idsIn(api);
  const rows: Row[] = [];
  const plans: string[] = [];
  for (const path of [
    ...QUERIES,
    `/v1/jobs/${first?.id}`,
    `/v1/jobs?q=${first?.id.slice(0, 8)}`,
    `/v1/jobs?cursor=${first?.cursor}&state=failed`,
  ]) {
    const { cookie } = await api.operatorAs(['operator']);
    const asking = { method: 'GET', headers: { cookie }, path } as const;
    record.taken();
    await api.ask(asking);
    const found = await plansOf(api.context.pool, record.taken());
    plans.push(`${path}\n${found.flatMap(({ lines }) => lines.map((line) => `    ${line}`)).join('\n')}`);
    const beneath = await load({ port: floor.port, connections: 1, seconds: FLOOR_SECONDS, next: () => floor.ask });
    const ours = await load({
      port: Number(new URL(api.server.url).port),
      connections: 1,
      seconds: SECONDS,
      perSecond: 200,
      next: () => asking,
    });
    const { p50Ms, p99Ms, answers, refused } = ours;
    rows.push({ path, p50Ms, p99Ms, answers, refused, ratio: p50Ms / beneath.p50Ms, readsWhole: found.flatMap(({ whole }) => whole) });
  }
  return report({ filled, rows, plans });
};

const memberIn = async ({ context: { pool, ledger } }: Api) => {
  const [personKey, digest] = [await personOfMember(pool, MEMBER), await idDigestOfMember(pool, MEMBER)];
  if (personKey === null || digest === null) throw new Error('the member is not on the roster');
  return { personKey, subject: ledger.subjectOf(digest) };
};

/** Far back in the list. */
const idsIn = async ({ context: { pool } }: Api) => {
  const { rows } = await pool.query<{ id: string; cursor: string }>(
    `select work_id as id, (extract(epoch from created_at) * 1000000)::bigint || '-' || work_id as cursor from work where state = 'failed' order by created_at offset 500 limit 1`,
  );
  return rows;
};

const urlOf = ({ context: { config } }: Api): string => {
  if (config.database.kind !== 'external') throw new Error('the database has no address');
  return config.database.url;
};

interface Floor {
  readonly port: number;
  readonly ask: { readonly method: 'GET'; readonly path: string; readonly headers: Record<string, string> };
}

const openFloor = async (url: string): Promise<Floor> => ({
  port: (await startFloor(url)).port,
  ask: { method: 'GET', path: `/people/${'00'.repeat(32)}`, headers: {} },
});

interface Found {
  readonly filled: object;
  readonly rows: readonly Row[];
  readonly plans: readonly string[];
}

const report = ({ filled, rows, plans }: Found): Report => {
  const worst = rows.reduce((most, row) => (row.p99Ms > most.p99Ms ? row : most));
  const ratio = median(rows.map((row) => row.ratio));
  const isGood = rows.every(({ p99Ms, refused, readsWhole }) => p99Ms < BOUND_MS && refused === 0 && readsWhole.length === 0);
  const lines = rows.map(({ path, p50Ms, p99Ms, answers, ratio: over, readsWhole }) =>
    [
      path.padEnd(72),
      `p50 ${p50Ms.toFixed(1).padStart(6)} ms  p99 ${p99Ms.toFixed(1).padStart(6)} ms  ${over.toFixed(1).padStart(5)} of the floor  (${answers})`,
      ...(readsWhole.length === 0 ? [] : [`READS ${readsWhole.join(', ')} WHOLE`]),
    ].join('  '),
  );
  const verdict = `worst p99 ${worst.p99Ms.toFixed(1)} ms (${worst.path}), bound ${BOUND_MS} ms; median ratio ${ratio.toFixed(1)}`;
  return {
    text: [...plans, '', JSON.stringify(filled), ...lines, verdict].join('\n'),
    ratio,
    figures: {
      name: 'lists of jobs at a million units',
      ...filled,
      worstP99Ms: worst.p99Ms,
      worst: worst.path,
      boundMs: BOUND_MS,
      rows,
    },
    isGood,
  };
};
