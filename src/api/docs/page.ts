/** The contract as a page for whoever integrates: no script, nothing from outside; it lives on a closed network. Pure. */
import { type Contract, type Operation, operationsOf } from '../operation.ts';
import { code, escaped, prose, table } from './html.ts';
import { methodBadge, operationSection } from './operation.ts';
import { STYLE } from './style.ts';

export const contractPage = (contract: Contract): string => {
  const { title, description } = contract.info;
  // What is for everybody, and for machines, comes after what people look for.
  const operations = operationsOf(contract).toSorted((a, b) => Number(a.access.kind === 'open') - Number(b.access.kind === 'open'));
  return [
    '<!doctype html>',
    '<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<nav aria-label="接口"><h1>${escaped(title)}</h1><ol>${operations.map(entry).join('\n')}</ol>`,
    '<p><a href="#problems">问题类型 problems</a></p><p><a href="/openapi.json">openapi.json</a></p></nav>',
    `<main><h1>接口说明 API</h1><p>${prose(description)}</p>`,
    ...operations.map((operation) => operationSection(operation, contract)),
    problemSection(contract),
    '</main></body></html>',
  ].join('\n');
};

const entry = ({ operationId, method, path }: Operation): string =>
  `<li><a href="#${escaped(operationId)}">${methodBadge(method)}<span>${escaped(path)}</span></a></li>`;

const problemSection = (contract: Contract): string => {
  const rows = Object.entries(contract['x-problems']).map(([problem, { status, title, description }]) => [
    `<span id="problem-${escaped(problem)}">${code(`urn:huzheng:problem:${problem}`)}</span>`,
    String(status),
    prose(title),
    prose(description),
  ]);
  return `<section id="problems"><h2>问题类型 problems</h2>${table(['类型 type', '状态 status', '名称', '说明 what to do'], rows)}</section>`;
};
