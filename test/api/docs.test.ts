import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolved } from '../../src/api/docs/fields.ts';
import { contractPage } from '../../src/api/docs/page.ts';
import { type Contract, operationsOf, problemsOf, type Schema } from '../../src/api/operation.ts';

const contract = parse(await readFile(new URL('../../openapi/huzheng.yaml', import.meta.url), 'utf8')) as Contract;
const page = contractPage(contract);
const operations = operationsOf(contract);

describe('the page that explains the contract', () => {
  it.each(operations)('says of $operationId what it is, who may, and every problem of its own', (operation) => {
    const section = page.slice(page.indexOf(`<section id="${operation.operationId}"`)).split('</section>')[0] ?? '';
    expect(section).toContain(`<code>${operation.path}</code>`);
    expect(section).toMatch(/who may: \S/);
    for (const { name } of operation.parameters) expect(section).toContain(`<code>${name}</code>`);
    const own = problemsOf(operation, contract).filter((problem) => contract['x-problems'][problem]?.of !== 'any');
    for (const problem of own) expect(section).toContain(`href="#problem-${problem}"`);
    for (const { status } of operation.answers) expect(section).toContain(`<code>${status}</code>`);
  });

  it('names every field of every request in Chinese', () => {
    const titlesOf = ({ $ref, title, properties = {}, items }: Schema): readonly string[] => {
      const referred = $ref === undefined ? undefined : contract.components.schemas[$ref.split('/').at(-1) ?? ''];
      if (referred !== undefined) return titlesOf(referred);
      return [title ?? '', ...Object.values(properties).flatMap(titlesOf), ...(items === undefined ? [] : titlesOf(items))];
    };
    for (const { body } of operations)
      for (const title of body === null ? [] : titlesOf({ $ref: body.schema }).slice(1)) expect(page).toContain(title);
  });

  it('names the fields that several answers share at each of them', () => {
    const section = page.slice(page.indexOf('<section id="showRun"')).split('</section>')[0] ?? '';
    for (const field of ['run.id', 'books[].fetched', 'verification.people', 'summary.run.id', 'summary.books[].fetched'])
      expect(section).toContain(`<code>${field}</code>`);
  });

  it('says of a body that it may be left out, where it may', () => {
    for (const { operationId, body } of operations) {
      const section = page.slice(page.indexOf(`<section id="${operationId}"`)).split('</section>')[0] ?? '';
      expect(section.includes('可省略 may be left out'), operationId).toBe(body?.isRequired === false);
    }
  });

  it('names whatever answers with a whole number or a name beside one, where it says that nothing else does', () => {
    for (const operationId of ['revealMember', 'exportDiscrepancies']) {
      const { method, path } = operations.find((operation) => operation.operationId === operationId) ?? {};
      expect(contract.info.description).toContain(`\`${method?.toUpperCase()} ${path}\``);
    }
  });

  it('runs nothing and fetches nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|url\(|@import|\son\w+=|https?:\/\//);
  });

  it('takes the contract for text, whatever stands in it', () => {
    const hostile = { ...contract, info: { title: '<b>"x"', description: "<script>alert('1')</script>" } };
    expect(contractPage(hostile)).not.toMatch(/<script|<b>/);
  });

  it('links only to what is there', () => {
    for (const [, id = ''] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${id}"`);
  });
});

describe('lists', () => {
  it('all say whether there is another page', () => {
    const lists = operations.flatMap(({ operationId, answers }) =>
      answers
        .flatMap(({ contents }) => contents.map(({ schema }) => resolved(schema, contract)))
        .filter(({ properties }) => properties?.['items'] !== undefined)
        .map(({ required }) => ({ operationId, required })),
    );
    expect(lists.length).toBeGreaterThan(15);
    for (const { operationId, required } of lists) expect(required, operationId).toEqual(['items', 'nextCursor']);
  });
});

describe('problem types', () => {
  it('are all listed, with the status they are answered with, and none that nobody answers', async () => {
    const folders = ['src/api', 'src/security/sign-in'];
    const names = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
    const paths = folders.flatMap((folder, index) =>
      (names[index] ?? []).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name)),
    );
    // What a route hands on to.
    const behind = await Promise.all(
      ['src/jobs', 'src/sources', 'src/corrections'].map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
    );
    const files = await Promise.all(
      [
        ...paths,
        ...behind.flat(),
        'src/storage/database-faults.ts',
        'src/security/ledger/writer.ts',
        'src/security/home.ts',
        'src/faults.ts',
        'src/rule-sets/of-night.ts',
        'src/pipeline/4-screen/rule-set.ts',
      ].map((path) => readFile(path, 'utf8')),
    );
    const text = files.join('\n');
    for (const problem of Object.keys(contract['x-problems'])) expect(text, problem).toContain(`'${problem}'`);
    const neverAnswered = ['feed-stands-still', 'contract-differs', 'port-in-use', 'port-denied', 'cannot-listen', 'caller-left'];
    const ours = (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n');
    const codes = [...ours.matchAll(/(?:code: |invalid\()'([a-z-]+)'/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => contract['x-problems'][code] === undefined && !neverAnswered.includes(code))).toEqual([]);
  });
});
