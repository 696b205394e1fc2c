/** Systems that may ask, for the administrator. A secret stands in the one answer that made it, and nowhere else. */
import type { Scope } from '../../security/caller.ts';
import { type By, clientRegister, OVERLAP } from '../../security/sign-in/register.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';

type Schemas = components['schemas'];
type ClientId = { readonly clientId: string };

export const listClients: Route = (context) => async (_request, response) => {
  const items = await clientRegister(context).list();
  response.json({
    items: items.map(({ scopes, ...one }) => ({ ...one, scopes: [...scopes] })),
    nextCursor: null,
  } satisfies Schemas['ClientList']);
};

export const addClient: Route = (context) => async (request, response) => {
  const wanted = bodyOf<ClientId & { readonly name: string; readonly scopes: readonly Scope[] }>(request);
  const { clientId, secret } = await clientRegister(context).add(wanted, byOf(response));
  response.status(201).json({ clientId, secret, oldSecretGoodUntil: null } satisfies Schemas['ClientSecret']);
};

export const rotateClient: Route = (context) => async (_request, response) => {
  const { clientId } = parametersOf<ClientId>(response);
  response.json((await clientRegister(context).rotate({ clientId, overlapMs: OVERLAP }, byOf(response))) satisfies Schemas['ClientSecret']);
};

export const revokeClient: Route = (context) => async (request, response) => {
  const { clientId } = parametersOf<ClientId>(response);
  const body = bodyOf<{ readonly why: string }>(request);
  await clientRegister(context).revoke({ clientId, why: whyIn(body) }, byOf(response));
  response.status(204).end();
};

const byOf = (response: Parameters<typeof callerOf>[0]): By => ({ caller: callerOf(response), trace: admittedTo(response).traceId });
