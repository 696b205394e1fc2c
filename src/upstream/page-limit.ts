/**
 * Asks for fewer rows where a page of them is more than we take in one answer: fields nobody documented may make rows of any size, and `limit`
 * is ours to choose. What once was too many is not asked for again by this process.
 */
import { isTooLarge } from './answer.ts';

export type WithinLimit = <T>(limit: number, ask: (limit: number) => Promise<T>) => Promise<T>;

export const createPageLimit = (): WithinLimit => {
  let most = Number.POSITIVE_INFINITY;
  return async (limit, ask) => {
    for (;;) {
      const asked = Math.min(limit, most);
      try {
        return await ask(asked);
      } catch (thrown) {
        if (!isTooLarge(thrown) || asked <= 1) throw thrown;
        most = Math.floor(asked / 2);
      }
    }
  };
};
