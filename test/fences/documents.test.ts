import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { variables } from '../packaging/deployment.ts';
import { ourFiles, ROOT } from './our-files.ts';

interface Document {
  readonly path: string;
  readonly text: string;
}

const documents: readonly Document[] = ourFiles('*.md', 'docs/**/*.md');
const FOLDERS = 'bench|bin|connectors|docs|openapi|rule-sets|schemas|scripts|src|test|\\.ci';

/** Places that a document names: targets of its links, and paths in code from the root. A path with `<…>` or `*` stands for many. */
const placesIn = ({ path, text }: Document): readonly string[] => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => join(dirname(path), target));
  const paths = [...text.matchAll(new RegExp(`\`((?:${FOLDERS})/[^\`\\s<*]*)\``, 'g'))].map(([, target = '']) => target);
  return [...links, ...paths];
};

const missingFrom = (document: Document): readonly string[] => placesIn(document).filter((place) => !existsSync(join(ROOT, place)));

/** Variables in capitals, and scripts of `npm run`, that a document names and nothing knows. */
const unknownIn = ({ text }: Document): readonly string[] => {
  const named = [...text.matchAll(/`((?:HUZHENG|DATABASE|REDIS)_[A-Z_]+)`/g)].map(([, name = '']) => name);
  const scripts = [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name = '']) => name);
  return [...named.filter((name) => !variables.includes(name)), ...scripts.filter((name) => !Object.hasOwn(manifest.scripts, name))];
};

describe('documents', () => {
  it.each(documents)('$path names only places that are there', (document) => {
    expect(missingFrom(document)).toEqual([]);
  });

  it.each(documents)('$path names only variables and scripts that are there', (document) => {
    expect(unknownIn(document)).toEqual([]);
  });

  it('both READMEs name every command, variable and place alike', () => {
    const codeOf = (path: string): readonly string[] => {
      const text = documents.find((document) => document.path === path)?.text ?? '';
      return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).sort();
    };
    expect(codeOf('README.zh-CN.md')).toEqual(codeOf('README.md'));
  });

  it('planted: a link, a path, a variable and a script that lead nowhere', () => {
    const planted = {
      path: 'docs/planted.md',
      text: '[a](nowhere.md) `src/nowhere.ts` `HUZHENG_NOTHING` `npm run nothing` `src/domain/` [b](glossary.md)',
    };
    expect(missingFrom(planted)).toEqual(['docs/nowhere.md', 'src/nowhere.ts']);
    expect(unknownIn(planted)).toEqual(['HUZHENG_NOTHING', 'nothing']);
  });
});
