/** What a route is, and what the contract says of it. */
import type { RequestHandler } from 'express';
import type { Context } from '../context.ts';

export interface Contract {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string; readonly summary: string }>>>>;
}

/** Built once at start from what it needs. */
export type Route = (context: Context, published: { readonly contract: Contract }) => RequestHandler;

export interface Operation {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly summary: string;
}

export const operationsOf = ({ paths }: Contract): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary }]) => ({
      operationId,
      summary,
      path,
      method: method as Operation['method'],
    })),
  );

/** Operations without a route, and routes that no operation names. */
export const differences = (operations: readonly Pick<Operation, 'operationId'>[], routes: readonly string[]): readonly string[] => {
  const named = operations.map(({ operationId }) => operationId);
  return [...named.filter((id) => !routes.includes(id)), ...routes.filter((id) => !named.includes(id))];
};
