/** The contract, readable. */
import { contractPage } from '../docs/page.ts';
import type { Route } from '../route.ts';

export const docs: Route = (_context, { contract }) => {
  const page = contractPage(contract);
  return (_request, response) => void response.type('html').send(page);
};
