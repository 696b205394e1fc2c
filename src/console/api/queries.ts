/** How the console asks: what was asked is kept for a moment, nothing that was refused is asked again by itself, and who is signed out is told so. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { client, Refusal, type Schemas, told } from './client.ts';
import { mayBeSignedIn, rememberSignedIn } from './signed-in.ts';

export type Session = Schemas['Session'];
export type Role = Schemas['Role'];

const KEPT_FOR_MS = 10_000;
const MOST_RETRIES = 2;

export const SESSION = ['session'] as const;

/** Null: nobody is signed in. Where nobody ever was, nobody is asked. */
export const sessionQuery = {
  queryKey: SESSION,
  queryFn: async (): Promise<Session | null> => {
    if (!mayBeSignedIn()) return null;
    try {
      const session = await told(client.GET('/v1/session'));
      rememberSignedIn(true);
      return session;
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.problem.status !== 401) throw thrown;
      rememberSignedIn(false);
      return null;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
};

/** What everybody else on the page learns of it at once. */
export const setSession = (queries: QueryClient, session: Session | null): void => {
  rememberSignedIn(session !== null);
  queries.setQueryData(SESSION, session);
};

/** Not now, or no answer: that may be asked again; what was refused will be refused again. */
const isPassing = (thrown: unknown): boolean =>
  thrown instanceof Refusal && (thrown.problem.status === 0 || thrown.problem.status === 502 || thrown.problem.status === 503);

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (thrown) => signedOut(thrown) }),
  mutationCache: new MutationCache({ onError: (thrown) => signedOut(thrown) }),
  defaultOptions: {
    queries: {
      staleTime: KEPT_FOR_MS,
      retry: (failures, thrown) => isPassing(thrown) && failures < MOST_RETRIES,
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});

/** The session has ended while the page stood open: the frame shows the sign-in page, which leads back here. */
const signedOut = (thrown: unknown): void => {
  if (thrown instanceof Refusal && thrown.code === 'not-signed-in') setSession(queryClient, null);
};
