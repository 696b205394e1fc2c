import { describe, expect, it } from 'vitest';
import { ourFiles } from './our-files.ts';
import { SOURCE_RULES, violationsIn } from './source-rules.ts';

/** One planted violation or more of every rule, and what looks like one and is none. */
const PLANTED = [
  {
    rule: 'environment',
    path: 'src/api/server.ts',
    broken: ['const port = process.env.PORT;', "import { env } from 'node:process';"],
    fine: ['// process.env is read elsewhere', "const words = 'process.env';"],
  },
  {
    rule: 'clock',
    path: 'src/pipeline/3-verify/verify.ts',
    broken: ['const now = Date.now();', 'const now = new Date();', 'const now = new Date;', 'const t = performance.now();'],
    fine: ['const at = new Date(epochMs);', 'const now = clock();', 'const day = Date.parse(text);'],
  },
  {
    rule: 'chance',
    path: 'connectors/civil-affairs/client.ts',
    broken: ['const n = Math.random();', "import { randomUUID } from 'node:crypto';", 'const id = crypto.randomUUID();'],
    fine: ["import { createHmac } from 'node:crypto';", 'const id = tools.uuid();'],
  },
  {
    rule: 'sql',
    path: 'src/pipeline/2-normalise/job.ts',
    broken: [
      "db.query('select 1 from run');",
      'db.query(`update work set state = $1`);',
      `db.query(\`\n  insert into run values (\${x})\`);`,
    ],
    fine: ["const text = 'selected with care';", "const text = 'update the roster';"],
  },
  {
    rule: 'one-graph',
    path: 'src/cli/reconcile.ts',
    broken: ['const http = createUpstreamHttp(settings, tools);', 'const pool = new pg.Pool();', "const queue = new Queue('work');"],
    fine: ['const { pool } = context;'],
  },
  {
    rule: 'talked-out-type',
    path: 'src/upstream/wire.ts',
    broken: ['const row = body as any;', 'const row = body as unknown as Row;'],
    fine: ['const keys = table as unknown;', 'const row = { a } satisfies Row;'],
  },
  { rule: 'mocked-module', path: 'test/storage/runs.test.ts', broken: ["vi.mock('pg');"], fine: ['const spy = vi.fn();'] },
  {
    rule: 'focused-or-skipped',
    path: 'test/storage/runs.test.ts',
    broken: ["it.only('a', f);", "describe.skip('a', f);", "it.concurrent.skip('a', f);", "test.todo('a');"],
    fine: ["it.skipIf(noRedis)('a', f);", 'rows.only;'],
  },
  {
    rule: 'sleeping-test',
    path: 'test/storage/runs.test.ts',
    broken: ['setTimeout(resolve, 100);', "import { setTimeout as wait } from 'node:timers/promises';"],
    fine: ["import { setImmediate } from 'node:timers/promises';", 'await settled(work);'],
  },
  {
    rule: 'whole-snapshot',
    path: 'test/api/runs.test.ts',
    broken: ['expect(body).toMatchSnapshot();', 'expect(body).toMatchInlineSnapshot();'],
    fine: ['expect(body).toEqual({});'],
  },
];

describe('what our source may say', () => {
  const violations = ourFiles('**/*.{ts,tsx}').flatMap(violationsIn);

  it.each(SOURCE_RULES)('$name: $why', ({ name }) => {
    expect(violations.filter(({ rule }) => rule === name)).toEqual([]);
  });

  it('every rule has a planted violation', () => {
    expect(PLANTED.map(({ rule }) => rule)).toEqual(SOURCE_RULES.map(({ name }) => name));
  });

  it.each(PLANTED.flatMap(({ rule, path, broken }) => broken.map((text) => ({ rule, path, text }))))(
    '$rule: catches `$text` in $path',
    ({ rule, path, text }) => {
      expect(violationsIn({ path, text })).toContainEqual({ rule, path, line: 1 });
    },
  );

  it.each(PLANTED.flatMap(({ rule, path, fine }) => fine.map((text) => ({ rule, path, text }))))(
    '$rule: lets `$text` stand in $path',
    ({ path, text }) => {
      expect(violationsIn({ path, text })).toEqual([]);
    },
  );
});
