/** The contract as a page: no script, nothing from outside; it lives on a closed network. */
import { type Operation, operationsOf } from '../operation.ts';
import type { Route } from '../route.ts';

export const docs: Route = (_context, { contract }) => {
  const { title, description } = contract.info;
  const page = [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>`,
    `<h1>${escaped(title)}</h1><p>${escaped(description)}</p>`,
    `<table>${operationsOf(contract).map(row).join('')}</table>`,
    '<p>The whole contract: <a href="/openapi.json">/openapi.json</a></p></html>',
  ].join('\n');
  return (_request, response) => void response.type('html').send(page);
};

const row = ({ method, path, summary }: Operation): string =>
  `<tr><td><code>${method.toUpperCase()} ${escaped(path)}</code></td><td>${escaped(summary)}</td></tr>`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
