/** The one way to the API: typed by the contract, on the session's cookie. Whatever is not answered well is thrown as a `Refusal`. */
import createClient from 'openapi-fetch';
import type { components, operations, paths } from '../../api/contract.ts';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

/** What the API refused, in its own words; a connection that failed is one too. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.name = 'Refusal';
    this.problem = problem;
  }

  /** The end of the problem's type, such as `not-allowed`. */
  get code(): string {
    return this.problem.type.split(':').at(-1) ?? '';
  }
}

/** No answer came at all. There is no trace of it anywhere, so none is named. */
export const NO_ANSWER = 'no-answer';
const noAnswer = (cause: unknown): Refusal =>
  new Refusal(
    {
      type: `urn:huzheng:problem:${NO_ANSWER}`,
      title: '没有应答',
      status: 0,
      detail: 'No answer came; the service or the network is not there.',
      traceId: '',
    },
    { cause },
  );

const refusalOf = async (response: Response): Promise<Refusal> => {
  const said: unknown = await response.json().catch(() => null);
  if (typeof said === 'object' && said !== null && 'type' in said && 'detail' in said) return new Refusal(said as Problem);
  // Something in between answered (a proxy), not we.
  return new Refusal({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: `HTTP ${response.status}`,
    traceId: response.headers.get('x-trace-id') ?? '',
  });
};

export const client = createClient<paths>({ baseUrl: location.origin });

client.use({
  onResponse: async ({ response }) => {
    if (!response.ok) throw await refusalOf(response);
  },
  onError: ({ error }) => (error instanceof DOMException && error.name === 'AbortError' ? error : noAnswer(error)),
});

/** The body of a good answer. */
export const told = async <Body>(asked: Promise<{ readonly data?: Body }>): Promise<Body> => {
  const { data } = await asked;
  return data as Body;
};

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>;

/**
 * What a page's address says, as the query of an operation, without what was left open. An address may say anything: whatever is no value of the
 * contract is refused by the API, in its words, and shown as any refusal.
 */
export const asked = <Id extends keyof operations>(
  filters: Readonly<Partial<Record<keyof Query<Id>, string | number | undefined>>>,
): Query<Id> => Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== '')) as Query<Id>;
