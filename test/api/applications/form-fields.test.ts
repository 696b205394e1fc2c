import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../src/api/applications/form-fields.ts';
import { maskedIdNumber, maskedMobile, maskedName } from '../../../src/api/masking.ts';
import { type Form, PROGRAMMES } from '../../../src/domain/application.ts';

describe('a form that is looked at', () => {
  it('shows who it is about by the customary masks, and of everything else only that it is filled', () => {
    const form: Form = {
      person: { name: '试甲乙', idNumber: '440305198807040018', mobile: '13812341234', sex: 'male', district: '440305' },
      medical: { ownPaid: 3000, diseases: [{ name: '试验性肺部疾病' }] },
      newlyInvented: { 'a/b': true },
    };
    expect(fieldsOf(form, {}).map(({ pointer, value, masked }) => [pointer, value, masked])).toEqual([
      ['/person/name', '试*', true],
      ['/person/idNumber', '440305********0018', true],
      ['/person/mobile', '138****1234', true],
      ['/person/sex', '***', true],
      ['/person/district', '440305', false],
      ['/medical/ownPaid', '***', true],
      ['/medical/diseases/0/name', '***', true],
      ['/newlyInvented/a~1b', '***', true],
    ]);
  });

  it('masks every value of every field nobody has decided about', () => {
    const leaf = fc.oneof(fc.string({ minLength: 4 }), fc.integer({ min: 1_000 }), fc.boolean());
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.dictionary(fc.stringMatching(/^[a-z]{1,8}X$/), leaf)), (form) => {
        expect(fieldsOf(form, {}).every(({ value, masked }) => value === '***' && masked)).toBe(true);
      }),
    );
  });

  it('tells what each field rests on, without the keys of the records', () => {
    const entry = { source: 'medical-insurance', dataset: 'settlement', asOf: '2026-11-01T15:59:59.999Z' } as const;
    const provenance = {
      '/stay/total': [
        { ...entry, recordKey: 'S-1' },
        { ...entry, recordKey: 'S-2' },
      ],
    } as never;
    expect(fieldsOf({ stay: { total: 1 } }, provenance)).toEqual([
      { pointer: '/stay/total', value: '***', masked: true, provenance: [entry] },
    ]);
  });

  it('shows only these of all places that forms have', async () => {
    const read = async (name: string) => JSON.parse(await readFile(`schemas/applications/${name}.json`, 'utf8')) as Node;
    const parts = await read('parts');
    const places = new Set((await Promise.all(PROGRAMMES.map(read))).flatMap((form) => placesIn(form, '', parts)));
    const shown = [...places].filter((place) => fieldsOf(formWith(place), {}).some(({ masked }) => !masked));
    expect(shown.map((place) => place.slice(1)).toSorted()).toEqual([
      'aidFile/class',
      'hardship/suggestedClass',
      'occupation/employmentForm',
      'person/district',
      'person/idType',
      'policy/from',
      'policy/to',
      'work/employmentForm',
    ]);
  });
});

interface Node {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Node>>;
  readonly properties?: Readonly<Record<string, Node>>;
}

const placesIn = (node: Node, place: string, parts: Node): readonly string[] => {
  const { properties } = node.$ref === undefined ? node : (parts.$defs?.[node.$ref.split('/').at(-1) ?? ''] ?? node);
  return properties === undefined
    ? [place]
    : Object.entries(properties).flatMap(([name, child]) => placesIn(child, `${place}/${name}`, parts));
};

const formWith = (place: string): Form =>
  place
    .split('/')
    .slice(1)
    .reduceRight<Form | string>((inside, name) => ({ [name]: inside }), 'a value') as Form;

describe('masks', () => {
  it.each([
    ['张', '张*'],
    ['张三', '张*'],
    ['欧阳小明', '欧*'],
    ['𠮷田', '𠮷*'],
    ['', '*'],
  ])('of the name %s leave %s', (name, want) => {
    expect(maskedName(name)).toBe(want);
  });

  it('of a number keep six and four, of a mobile three and four, and of anything else nothing', () => {
    expect([maskedIdNumber('44030519880704001X'), maskedIdNumber('440305880704001')]).toEqual(['440305********001X', '***']);
    expect([maskedMobile('13800138000'), maskedMobile('0755-2345678')]).toEqual(['138****8000', '***']);
  });
});
