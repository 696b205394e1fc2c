/** The calls of `interfaces.md` §4 as data. Pure. Besides success, each names the statuses that are answers. */
import type { ApplicationDocument } from '../../src/domain/application.ts';
import type { Exchange } from '../../src/upstream/connector.ts';
import { tokenRefusal } from './faults.ts';
import { basicAuthorization, type ClientCredentials } from './sign.ts';
import type { components } from './upstream.ts';

/** An exchange that still lacks its token. */
export type Request = Omit<Exchange, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

const JSON_TEXT = { 'Content-Type': 'application/json; charset=utf-8' } as const;

export const tokenExchange = (credentials: ClientCredentials): Exchange => ({
  operation: 'token',
  aboutNobody: true,
  method: 'POST',
  path: '/oauth2/token',
  headers: () => ({ Authorization: basicAuthorization(credentials), 'Content-Type': 'application/x-www-form-urlencoded' }),
  body: () => 'grant_type=client_credentials',
  repeatable: true,
  answers: [400, 401],
  bodyless: [401],
  read: (response) => {
    if (response.status >= 400) throw tokenRefusal(response, 'token');
  },
});

export const membersRequest = (cursor: string | null, limit: number): Request => ({
  operation: 'members',
  aboutNobody: true,
  method: 'GET',
  path: '/v1/members',
  query: { limit: String(limit), ...(cursor !== null && { cursor }) },
  repeatable: true,
});

export const deliveryRequest = (applicationId: string, document: ApplicationDocument): Request => ({
  operation: 'deliver',
  method: 'PUT',
  path: pathOf(applicationId),
  headers: JSON_TEXT,
  body: () => JSON.stringify(document),
  repeatable: false,
  answers: [404, 409, 422],
  bodyless: [200, 201, 404, 409, 422],
});

export const statusRequest = (applicationId: string): Request => ({
  operation: 'status',
  method: 'GET',
  path: pathOf(applicationId),
  repeatable: true,
  answers: [404],
  bodyless: [404],
});

/** Not repeated: the page does not say what a second withdrawal is answered with. */
export const withdrawalRequest = (applicationId: string, withdrawal: components['schemas']['Withdrawal']): Request => ({
  operation: 'withdrawal',
  method: 'POST',
  path: `${pathOf(applicationId)}/withdrawal`,
  headers: JSON_TEXT,
  body: () => JSON.stringify(withdrawal),
  repeatable: false,
  answers: [404, 409],
  bodyless: [200, 404, 409],
});

const pathOf = (applicationId: string): string => `/v1/prefilled-applications/${encodeURIComponent(applicationId)}`;
