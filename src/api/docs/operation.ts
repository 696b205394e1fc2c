/** One operation as a section of the page: who may, what it takes, what it answers, what can go wrong. */
import { type Access, type Answer, type Contract, type Counted, type Operation, problemsOf } from '../operation.ts';
import { fieldTable, resolved, typeText } from './fields.ts';
import { code, escaped, prose, table } from './html.ts';
import { tablesIn } from './tables.ts';

export const methodBadge = (method: Operation['method']): string => `<span class="method ${method}">${method.toUpperCase()}</span>`;

export const operationSection = (operation: Operation, contract: Contract): string => {
  const { operationId, method, path, summary, description, access, counted } = operation;
  return [
    `<section id="${escaped(operationId)}"><h2>${methodBadge(method)}${code(path)}</h2>`,
    `<p>${prose(summary)}</p>`,
    `<p class="who">谁可以用 who may: ${whoMay(access)} ${COUNTED[counted]}</p>`,
    description === null ? '' : `<p>${prose(description)}</p>`,
    parameterPart(operation),
    bodyPart(operation, contract),
    titled(
      '回答 answers',
      table(
        ['状态 status', '说明 description', '内容 content'],
        operation.answers.map((answer) => answerRow(answer, contract)),
      ),
    ),
    ...operation.answers.filter(({ status }) => status !== 'default').map((answer) => answerFields(answer, contract)),
    tablesIn(contract.paths[path]?.[method] ?? {}),
    titled('问题类型 problems', `<p class="problems">${problemLinks(operation, contract)}</p>`),
    '</section>',
  ].join('\n');
};

const COUNTED: Readonly<Record<Counted, string>> = {
  'by-caller': '',
  never: '(any number of times)',
  'as-sign-in': '(few times a minute: it tries a secret)',
  'by-route': '(few times a minute with a wrong secret)',
};

const whoMay = (access: Access): string => {
  switch (access.kind) {
    case 'open':
      return '任何人 anybody';
    case 'client-secret':
      return '系统 a system, by its id and secret';
    case 'signature':
      return '工会帮 the aid system, by its signature';
    case 'signed-in': {
      const { scopes, roles, anyOperator } = access;
      const systems = scopes.map((scope) => `系统 a system with scope ${code(scope)}`);
      const operators = anyOperator ? ['操作员 any operator'] : roles.map((role) => `操作员 role ${code(role)}`);
      return [...systems, ...operators].join('; ');
    }
  }
};

const titled = (title: string, html: string): string => (html === '' ? '' : `<h3>${title}</h3>${html}`);

const parameterPart = ({ parameters }: Operation): string =>
  titled(
    '参数 parameters',
    table(
      ['参数 name', '位置 in', '名称', '类型 type', '说明 description'],
      parameters.map(({ name, in: place, required, description, schema }) => [
        `${code(name)}${required === true ? ' <span class="must" title="required">*</span>' : ''}`,
        place,
        prose(schema.title ?? ''),
        typeText(schema),
        prose(`${description} ${schema.description ?? ''}`),
      ]),
    ),
  );

const bodyPart = ({ body }: Operation, contract: Contract): string =>
  body === null
    ? ''
    : titled(
        `请求体 request body: ${escaped(body.mediaType)}${body.isRequired ? '' : '，可省略 may be left out'}`,
        fieldTable({ $ref: body.schema }, contract),
      );

const answerRow = ({ status, description, contents }: Answer, contract: Contract): readonly string[] => [
  code(status),
  prose(description),
  contents.map(({ mediaType, schema }) => `${code(mediaType)} ${prose(resolved(schema, contract).title ?? '')}`).join('<br>'),
];

/** Folded: an answer of many fields would hide the next operation. */
const answerFields = ({ status, contents }: Answer, contract: Contract): string =>
  contents
    .map(({ schema }) => fieldTable(schema, contract))
    .filter((html) => html !== '')
    .map((html) => `<details><summary>回答字段 fields of ${escaped(status)}</summary>${html}</details>`)
    .join('');

/** Those that any operation may answer are not repeated at each. */
const problemLinks = (operation: Operation, contract: Contract): string => {
  const own = problemsOf(operation, contract).filter((problem) => contract['x-problems'][problem]?.of !== 'any');
  return `${own.map(problemLink).join('')}<a href="#problems">通用问题 and those of any operation</a>`;
};

const problemLink = (problem: string): string => `<a href="#problem-${escaped(problem)}">${code(problem)}</a>`;
