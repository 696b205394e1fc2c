/** All that the first page of an operator's day shows. It counts and names nobody: no look at anybody. */
import { mornings } from '../../morning/morning.ts';
import type { components } from '../contract.ts';
import type { Route } from '../route.ts';

type Schemas = components['schemas'];

export const showMorning: Route = (context) => {
  const morning = mornings(context);
  return async (_request, response) => {
    const { needs, sources, affected, ...rest } = await morning();
    response.json({
      ...rest,
      affected: affected === null ? null : { ...affected, missing: [...affected.missing] },
      needs: needs.map((need) => ({ ...need, link: { ...need.link, query: { ...need.link.query } } })),
      sources: [...sources],
    } satisfies Schemas['Morning']);
  };
};
