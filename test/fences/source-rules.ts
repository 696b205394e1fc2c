/**
 * Rules about what our source says, beyond who imports whom: each a name, where it holds, and what breaks it. They read the syntax tree,
 * so that a word in a comment or a string is not a violation.
 */
import ts from 'typescript';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}

interface SourceRule {
  readonly name: string;
  readonly why: string;
  readonly holdsIn: (path: string) => boolean;
  readonly isBrokenBy: (node: ts.Node) => boolean;
}

const within =
  (folders: readonly string[], but: readonly string[] = []) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(folder)) && !but.some((exception) => path.startsWith(exception));

const product = ['src/', 'connectors/'];

/** `Date.now`, `process.env`: the text of a chain of names, or of a single one. */
const nameOf = (node: ts.Node): string =>
  ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? node.getText().replaceAll(/\s/g, '') : '';
const calls = (node: ts.Node, names: readonly string[]): boolean => ts.isCallExpression(node) && names.includes(nameOf(node.expression));
const constructs = (node: ts.Node, names: readonly string[]): boolean =>
  ts.isNewExpression(node) && names.includes(nameOf(node.expression));
const imports = (node: ts.Node, modules: readonly string[], names: readonly string[]): boolean =>
  ts.isImportSpecifier(node) &&
  names.includes((node.propertyName ?? node.name).text) &&
  ts.isStringLiteral(node.parent.parent.parent.moduleSpecifier) &&
  modules.includes(node.parent.parent.parent.moduleSpecifier.text);

const CLOCK = ['Date.now', 'performance.now', 'process.hrtime', 'process.hrtime.bigint', 'Date'];
const CHANCE = ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'];
const SQL =
  /^\s*(select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|with\s+\S+\s+as\s*\(|(create|alter|drop)\s+(table|index|database))\s/is;
const BUILDERS = ['createUpstreamHttp', 'openPool', 'createPostgresBackend'];
const BUILT = ['Pool', 'pg.Pool', 'Queue', 'Worker', 'FlowProducer', 'QueueEvents', 'Redis', 'Cluster'];

const textOf = (node: ts.Node): string => (ts.isStringLiteralLike(node) ? node.text : ts.isTemplateExpression(node) ? node.head.text : '');

export const SOURCE_RULES: readonly SourceRule[] = [
  {
    name: 'environment',
    why: 'Variables are read in `src/config.ts`, validated there, and passed on.',
    holdsIn: within(product, ['src/config.ts']),
    isBrokenBy: (node) => nameOf(node) === 'process.env' || imports(node, ['node:process', 'process'], ['env']),
  },
  {
    name: 'clock',
    why: 'Time arrives as an argument; only what builds the graph, what drives real processes, and the console’s one clock, may look at it.',
    holdsIn: within(product, [
      'src/context.ts',
      'src/context/',
      'src/cli/',
      'src/sandbox/',
      'src/storage/embedded/',
      'src/console/clock.ts',
    ]),
    isBrokenBy: (node) => calls(node, CLOCK) || (constructs(node, ['Date']) && !(node as ts.NewExpression).arguments?.length),
  },
  {
    name: 'chance',
    why: 'Randomness arrives as an argument; keys, nonces of sealing and passwords are made in `src/security` and `src/storage/embedded`.',
    holdsIn: within(product, ['src/context.ts', 'src/context/', 'src/cli/', 'src/sandbox/', 'src/storage/embedded/', 'src/security/']),
    isBrokenBy: (node) =>
      calls(node, ['Math.random', ...CHANCE.map((name) => `crypto.${name}`)]) || imports(node, ['node:crypto', 'crypto'], CHANCE),
  },
  {
    name: 'sql',
    why: 'SQL lives in `src/storage`.',
    holdsIn: within(product, ['src/storage/']),
    isBrokenBy: (node) => SQL.test(textOf(node)),
  },
  {
    name: 'one-graph',
    why: 'Storage, queues and the HTTP client are built once, in `src/context.ts`; their own modules define how.',
    holdsIn: within(product, ['src/context.ts', 'src/context/', 'src/storage/', 'src/jobs/']),
    isBrokenBy: (node) => calls(node, BUILDERS) || constructs(node, BUILT),
  },
  {
    name: 'talked-out-type',
    why: 'A type that has to be talked out of its job is wrong elsewhere.',
    holdsIn: within([...product, 'scripts/', 'bench/']),
    isBrokenBy: (node) =>
      ts.isAsExpression(node) &&
      (node.type.kind === ts.SyntaxKind.AnyKeyword ||
        (ts.isAsExpression(node.expression) && node.expression.type.kind === ts.SyntaxKind.UnknownKeyword)),
  },
  {
    name: 'mocked-module',
    why: 'Collaborators in tests are real; what is outside is played at the socket.',
    holdsIn: within(['test/']),
    isBrokenBy: (node) => calls(node, ['vi.mock', 'vi.doMock', 'vi.hoisted', 'vi.stubGlobal']),
  },
  {
    name: 'focused-or-skipped',
    why: 'A test runs, or says by `skipIf` what the machine lacks.',
    holdsIn: within(['test/']),
    isBrokenBy: (node) => ts.isPropertyAccessExpression(node) && /^(it|test|describe)\.(\w+\.)*(only|skip|todo|fails)$/.test(nameOf(node)),
  },
  {
    name: 'sleeping-test',
    why: 'A test waits for what it expects, never for time to pass; only its support may poll the world.',
    holdsIn: within(['test/'], ['test/support/']),
    isBrokenBy: (node) =>
      calls(node, ['setTimeout', 'Atomics.wait']) || imports(node, ['node:timers/promises', 'timers/promises'], ['setTimeout']),
  },
  {
    name: 'whole-snapshot',
    why: 'A snapshot of everything asserts nothing in particular.',
    holdsIn: within(['test/']),
    isBrokenBy: (node) => ts.isPropertyAccessExpression(node) && /^toMatch(Inline|File)?Snapshot$/.test(node.name.text),
  },
];

/** Every place in the file that breaks a rule which holds there, in order. */
export const violationsIn = ({ path, text }: SourceFile): readonly Violation[] => {
  const rules = SOURCE_RULES.filter((rule) => rule.holdsIn(path));
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Violation[] = [];
  const visit = (node: ts.Node): void => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
    found.push(...rules.filter((rule) => rule.isBrokenBy(node)).map((rule) => ({ rule: rule.name, path, line })));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
};
