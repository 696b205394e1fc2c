import { describe, expect, it } from 'vitest';
import parts from '../../schemas/applications/parts.json' with { type: 'json' };
import { ourFiles } from './our-files.ts';

/** A form has a group `work`: pointers to its fields are no paths. */
const workFields = Object.keys(parts.$defs.work.properties).join('|');

const WORD_RULES = [
  {
    name: 'nothing is left unfinished',
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    broken: ['// TODO: later', '# FIXME'],
    fine: ['a todo list', 'XXXL'],
  },
  {
    name: 'no file names a path or a tool of one machine',
    pattern: new RegExp(`(?<![\\w./$}-])/(?!work/(${workFields})['"])(work|root|home/\\w+|Users/\\w+)/|\\bfarm-\\w`),
    broken: [`see /${'work'}/shared/notes.md`, `'/${'work'}/status/x'`, '"/home/anna/huzheng"', `run ${'farm'}-test`],
    fine: ['src/work/row.ts', "'/work/status'", 'GET /v1/work/7', 'dir/root/x', 'a farm'],
  },
  {
    name: 'no file names a package registry',
    pattern: /\/\/registry\.|\bnpmmirror\b/,
    broken: ['https://registry.example.org/pg'],
    fine: ['the job registry', 'registry.get(name)'],
  },
  {
    name: 'nothing is one tap where signatures and attachments are due',
    pattern: /\bone[- ]tap\b|\bone[- ]click (application|claim|enrolment|confirmation)|一键(申请|申领|理赔|参保|提交|确认)/i,
    broken: ['a one-tap claim', 'One tap and it is sent', 'one-click application', '一键申请'],
    fine: ['one click opens the job', 'one tape', '一键重试'],
  },
];

const TEXT = ['**/*.{ts,tsx,js,json,html,css,yaml,yml,md,sql}', '.ci/*', '.npmrc', '.gitignore', '.dockerignore', 'Dockerfile'];

/** The rules themselves have to say what nobody else may. */
const ruledFiles = ourFiles(...TEXT).filter(({ path }) => path !== 'test/fences/words.test.ts');

describe('what no file of ours may say', () => {
  it.each(WORD_RULES)('$name', ({ pattern }) => {
    const lines = ruledFiles.flatMap(({ path, text }) => text.split('\n').map((line, index) => ({ line, where: `${path}:${index + 1}` })));
    expect(lines.filter(({ line }) => pattern.test(line)).map(({ where }) => where)).toEqual([]);
  });

  it.each(WORD_RULES.flatMap(({ name, pattern, broken }) => broken.map((text) => ({ name, pattern, text }))))(
    '$name: catches `$text`',
    ({ pattern, text }) => {
      expect(text).toMatch(pattern);
    },
  );

  it.each(WORD_RULES.flatMap(({ name, pattern, fine }) => fine.map((text) => ({ name, pattern, text }))))(
    '$name: lets `$text` stand',
    ({ pattern, text }) => {
      expect(text).not.toMatch(pattern);
    },
  );
});
