/** The contract itself, as JSON. */
import type { Route } from '../route.ts';

export const contract: Route =
  (_context, { contract: published }) =>
  (_request, response) =>
    void response.json(published);
