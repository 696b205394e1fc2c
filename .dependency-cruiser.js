/**
 * The dependency rule (`docs/decisions/0008-dependency-fence.md`): who may import whom, and which npm packages each folder may use.
 * `test/fences/dependencies.test.ts` plants a violation of every line and demands that it is caught.
 */

/** npm packages by folder, the first that matches. A folder that is not named here may use none, and a new one has to be added. */
const PACKAGES = [
  ['src/domain/', ['opencc-js', 'pinyin-pro']],
  ['src/pipeline/4-screen/', ['@gorules/zen-engine', 'ajv']],
  ['src/pipeline/5-apply/', ['ajv', 'ajv-formats']],
  ['src/pipeline/', []],
  ['connectors/medical-insurance/', ['sm-crypto-v2']],
  ['connectors/', []],
  ['src/upstream/', ['axios', 'cockatiel', 'https-proxy-agent', 'agent-base']],
  ['src/storage/', ['bullmq', 'pg', 'pg-copy-streams']],
  ['src/security/sign-in/', ['jose', 'openid-client']],
  ['src/security/', ['sm-crypto-v2']],
  [
    'src/observe/',
    [
      'pino',
      'prom-client',
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
    ],
  ],
  ['src/jobs/', ['bullmq', 'ioredis', 'pg']],
  ['src/alerts/', ['node-cron', 'nodemailer']],
  ['src/api/', ['ajv', 'ajv-formats', 'express', 'helmet', 'yaml']],
  [
    'src/console/',
    ['@ant-design/icons', '@tanstack/react-query', 'antd', 'dayjs', 'echarts', 'openapi-fetch', 'react', 'react-dom', 'react-router'],
  ],
  ['src/cli/', ['commander', 'node-cron', 'pg']],
  ['src/sandbox/', ['sm-crypto-v2']],
  ['src/config', ['ajv', 'ajv-formats', 'node-cron']],
  ['src/context', ['bullmq', 'pg']],
  ['src/keys/', ['pg']],
  ['src/corrections/', ['docx', 'pg', 'write-excel-file']],
  ['src/rule-sets/', ['pg']],
  ['src/overview/', ['write-excel-file']],
  ['src/faults.ts', []],
  ['src/main.ts', []],
];

const escaped = (path) => path.replaceAll(/[.]/g, '\\.');
const startsWith = (path) => `^${escaped(path)}`;
const PRODUCT = '^(src|connectors)/';
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];
const STEPS = ['1-pull', '2-normalise', '3-verify', '4-screen', '5-apply'];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const packagesOf = ([folder, packages], index) => {
  const closer = PACKAGES.slice(0, index).map(([earlier]) => startsWith(earlier));
  const named = packages.map((name) => `node_modules/(@types/)?${name}/`);
  return rule(
    `packages-of:${folder}`,
    `May use: ${packages.join(', ') || 'no npm package'}.`,
    { path: startsWith(folder), pathNot: closer },
    { dependencyTypes: NPM, pathNot: named },
  );
};

const stepRule = (step, index) => {
  const earlierTypes = STEPS.slice(0, index).map((earlier) => `^src/pipeline/${earlier}/types\\.ts$`);
  return rule(
    `2-pure-steps:${step}`,
    'In `pipeline` only `job.ts` imports outside the domain and its own folder; earlier steps lend their `types.ts`.',
    { path: `^src/pipeline/${step}/`, pathNot: '/job\\.ts$' },
    { path: PRODUCT, pathNot: ['^src/domain/', '^src/faults\\.ts$', `^src/pipeline/${step}/`, ...earlierTypes] },
  );
};

export default {
  forbidden: [
    rule('1-domain', '`domain` imports only `domain`.', { path: '^src/domain/' }, { path: PRODUCT, pathNot: '^src/domain/' }),
    ...STEPS.map(stepRule),
    rule(
      '3-connectors',
      'A connector imports the domain, `src/upstream` and its own folder.',
      { path: '^connectors/([^/]+)/' },
      { path: PRODUCT, pathNot: ['^src/domain/', '^src/upstream/', '^src/faults\\.ts$', '^connectors/$1/'] },
    ),
    rule(
      '4-one-graph',
      'What opens a database or an HTTP client is called where the graph is built; others take what it built, and import its type.',
      { path: PRODUCT, pathNot: ['^src/context(\\.ts$|/)', '^src/cli/', '^src/storage/', '^src/upstream/'] },
      { path: ['^src/upstream/http\\.ts$', '^src/storage/(embedded/|migrate\\.ts$)'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      '5-storage-below',
      'What the steps make of rows is theirs: `storage` takes their types and calls none of them.',
      { path: '^src/storage/' },
      { path: '^src/pipeline/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      '6-sandbox-users',
      'Only `cli` and tests import `sandbox`.',
      { path: PRODUCT, pathNot: ['^src/cli/', '^src/sandbox/'] },
      { path: '^src/sandbox/' },
    ),
    rule(
      '6-sandbox-alone',
      '`sandbox` shares no code with what it simulates counterparts for.',
      { path: '^src/sandbox/' },
      { path: PRODUCT, pathNot: '^src/sandbox/' },
    ),
    rule(
      '7-console-alone',
      'The console shares no code with what it asks; of the API it takes the types of the contract, and what both say in the same words.',
      { path: '^src/console/' },
      { path: PRODUCT, pathNot: ['^src/console/', '^src/api/contract\\.ts$', '^src/words\\.json$'] },
    ),
    rule(
      '7-console-types',
      'Types leave nothing in what the browser fetches.',
      { path: '^src/console/' },
      { path: '^src/api/contract\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      '7-console-apart',
      'The console is built, and served as files; nothing else imports it.',
      { path: PRODUCT, pathNot: '^src/console/' },
      { path: '^src/console/' },
    ),
    rule(
      'alerts-pure',
      'What a person is told, and when, is decided without touching the world: these take how it stands, and the types of what is read.',
      { path: '^src/alerts/(rules/|(alert|calls|decide|endings|message|rules|settings|signal|situation|state|words)\\.ts$)' },
      { path: PRODUCT, pathNot: ['^src/alerts/', '^src/domain/', '^src/upstream/'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'loaded-late',
      'A command that asks neither a counterpart nor the queue does not load what they are asked with: that is a third of its time.',
      { path: PRODUCT, pathNot: '^src/jobs/redis-' },
      {
        path: ['node_modules/(axios|bullmq|ioredis)/', '^src/jobs/redis-'],
        pathNot: '/package\\.json$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule('no-circles', 'No circles.', {}, { circular: true }),
    rule(
      'no-tests-in-product',
      'The product does not know its tests, benchmarks or tools.',
      { path: PRODUCT },
      { path: '^(test|bench|scripts)/' },
    ),
    rule(
      'nock-apart',
      'Once loaded it stands before every socket of its process, and other files of a suite share theirs (`vitest.config.ts`).',
      { path: '^test/', pathNot: '^test/(connectors|upstream)/' },
      { path: 'node_modules/nock/', reachable: true },
    ),
    rule('unresolved', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    rule('unlisted-package', 'Used, but not in package.json.', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    rule(
      'tools-in-product',
      'A development tool is not there in production. What the console is made of is: in its bundle.',
      { path: PRODUCT, pathNot: '^src/console/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    ...PACKAGES.map(packagesOf),
    rule(
      'packages-of:elsewhere',
      'A new folder is added to the table first.',
      { path: PRODUCT, pathNot: PACKAGES.map(([folder]) => startsWith(folder)) },
      { dependencyTypes: NPM },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'types', 'default'] },
  },
};
