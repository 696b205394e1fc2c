/** The contract as a page: no script, nothing from outside; it lives on a closed network. */
import { operationsOf, type Route } from '../route.ts';

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

export const docs: Route = (_context, { contract }) => {
  const rows = operationsOf(contract).map(({ method, path, summary }) => `<tr><td><code>${method.toUpperCase()} ${escaped(path)}</code></td><td>${escaped(summary)}</td></tr>`);
  const { title, description } = contract.info;
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><h1>${escaped(title)}</h1><p>${escaped(description)}</p><table>${rows.join('')}</table><p>The whole contract: <a href="/openapi.json">/openapi.json</a></p></html>`;
  return (_request, response) => void response.type('html').send(page);
};
