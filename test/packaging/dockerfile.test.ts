import { globSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { dockerfile, dockerfileText, ignored, variables } from './deployment.ts';

const instructions = (keyword: string) => dockerfile.getInstructions().filter((one) => one.getKeyword() === keyword);
const froms = dockerfile.getFROMs();
const stageOf = (line: number): number => froms.findLastIndex((from) => from.getRange().start.line <= line);
const inFinalStage = (keyword: string): readonly string[] =>
  instructions(keyword)
    .filter((one) => stageOf(one.getRange().start.line) === froms.length - 1)
    .map((one) => one.getArgumentsContent() ?? '');

describe('the image', () => {
  it('has a Dockerfile without fault', () => {
    expect(validate(dockerfileText)).toEqual([]);
  });

  it('is built in three stages, of which the last brings neither npm nor another Node', () => {
    expect(froms.map((from) => from.getImage())).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim', 'debian:bookworm-slim']);
    expect(inFinalStage('RUN').join()).not.toMatch(/npm|node/);
  });

  it('does not run as root', () => {
    expect(inFinalStage('USER')).toEqual(['10001']);
  });

  it('runs the bundled Node, and asks the API itself how it is', () => {
    expect(inFinalStage('ENTRYPOINT')[0]).toContain('node_modules/node/bin/node');
    expect(dockerfile.getHEALTHCHECKs().map((check) => check.getArgumentsContent())).toEqual([
      expect.stringMatching(/node_modules\/node\/bin\/node.*\/healthz/s),
    ]);
  });

  it('sets no variable that Huzheng does not know', () => {
    const set = dockerfile.getENVs().flatMap((env) => env.getProperties().map((property) => property.getName()));
    expect(set.filter((name) => !variables.includes(name))).toEqual([]);
  });

  it('holds exactly the folders it copies, each of them there', () => {
    const copied = instructions('COPY').flatMap((copy) => (copy.getArgumentsContent() ?? '').split(' ').slice(0, -1));
    const allowed = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const own = new Set(copied.filter((path) => !path.startsWith('--') && !path.startsWith('/')));
    expect([...own].sort()).toEqual([...allowed].sort());
    expect(allowed.filter((path) => globSync(path, { cwd: new URL('../..', import.meta.url).pathname }).length === 0)).toEqual([]);
  });
});
