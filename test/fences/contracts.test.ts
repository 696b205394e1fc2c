import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FORM_ANNOTATIONS } from '../../src/pipeline/5-apply/form-schema.ts';
import { type Contract, repeatedIn, undescribedIn } from './contract-rules.ts';
import { ourFiles } from './our-files.ts';

const contracts: readonly Contract[] = ourFiles('schemas/**/*.json', 'openapi/**/*.yaml').map(({ path, text }) => ({
  path,
  document: parse(text),
}));

/** Our annotations: those of forms, what a variable expects, whether it names a file; of facts, what rules need to know. */
const OF_FACTS = ['x-english', 'x-unit', 'x-datasets', 'x-tables', 'x-never-alone', 'x-floored-by', 'x-capped-by'];
const OWN_KEYWORDS = [...FORM_ANNOTATIONS, 'x-supplier', 'x-expects', 'x-file', ...OF_FACTS];

const described = { title: '姓名', description: 'As the roster writes it.', type: 'string' };
const planted = (properties: Contract['document']): Contract => ({
  path: 'schemas/planted.json',
  document: { $id: 'huzheng:planted', properties },
});

describe('contracts', () => {
  it.each(contracts)('$path: every property is described, with its Chinese term as title', (contract) => {
    expect(undescribedIn(contract, contracts)).toEqual([]);
  });

  it('ids are unique', () => {
    expect(repeatedIn(contracts)).toEqual([]);
  });

  it.each(contracts.filter(({ path }) => path.startsWith('schemas/')))('$path is a JSON Schema without unknown words', ({ document }) => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false, keywords: OWN_KEYWORDS });
    for (const other of contracts)
      if (other.path.startsWith('schemas/') && other.document !== document) ajv.addSchema(other.document as object);
    expect(() => ajv.compile(document as object)).not.toThrow();
  });

  it.each([
    {
      given: 'no description',
      properties: { name: { title: '姓名', type: 'string' } },
      want: ['schemas/planted.json#/properties/name: no description'],
    },
    {
      given: 'an English title',
      properties: { name: { ...described, title: 'Name' } },
      want: ['schemas/planted.json#/properties/name: no Chinese title'],
    },
    {
      given: 'an undescribed property deep inside',
      properties: { people: { ...described, items: { properties: { name: {} } } } },
      want: [
        'schemas/planted.json#/properties/people/items/properties/name: no description',
        'schemas/planted.json#/properties/people/items/properties/name: no Chinese title',
      ],
    },
    { given: 'words lent by the schema it refers to', properties: { head: { $ref: '#/properties/name' }, name: described }, want: [] },
  ])('planted: $given', ({ properties, want }) => {
    const contract = planted(properties);
    expect(undescribedIn(contract, [contract])).toEqual(want);
  });

  it('planted: an id and an operation named twice', () => {
    const operations = { path: 'openapi/planted.yaml', document: { get: { operationId: 'listRuns' }, post: { operationId: 'listRuns' } } };
    expect(repeatedIn([planted({}), planted({}), operations])).toEqual([
      '$id huzheng:planted',
      'openapi/planted.yaml operationId listRuns',
    ]);
  });
});
