/** Somebody with a client's token who asks whatever may be asked, and keeps what comes back. */
import type { Answer, Api } from '../api.ts';

export interface Question {
  readonly subject: { readonly idNumber: string; readonly name: string };
  readonly purpose?: string;
  readonly checks?: readonly string[];
  readonly freshness?: 'cached' | 'live';
  readonly maxAgeSeconds?: number;
}

export interface Told {
  /** What is in the answer but for its id and its time; `refused` where there was none. */
  readonly telling: string;
  readonly isAnswer: boolean;
  /** Of the verification; the same one again is no other answer. */
  readonly id: string | null;
}

export interface Attacker {
  readonly ask: (question: Question, idempotencyKey?: string) => Promise<Told>;
  /** A thousand at a time, all batches at the same moment. */
  readonly askAll: (questions: readonly Question[]) => Promise<readonly Told[]>;
}

const usual = (question: Question): object => ({ purpose: 'hardship-screening', ...question });

export const attackerAs = async (api: Api, clientId: string): Promise<Attacker> => {
  const headers = await api.clientAs(clientId);
  const post = (path: string, json: object, besides: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    api.ask({ method: 'POST', path, headers: { ...headers, ...besides }, json });
  return {
    ask: async (question, key) =>
      tellingOf((await post('/v1/verify-identity', usual(question), key === undefined ? {} : { 'idempotency-key': key })).json),
    askAll: async (questions) => {
      const batches = Array.from({ length: Math.ceil(questions.length / 1_000) }, (_, nth) =>
        questions.slice(nth * 1_000, (nth + 1) * 1_000),
      );
      const answers = await Promise.all(batches.map((batch) => post('/v1/verify-identity/batch', { requests: batch.map(usual) })));
      return answers.flatMap(({ json }) => (json as { readonly results: readonly unknown[] }).results.map(tellingOf));
    },
  };
};

interface Telling {
  readonly verificationId?: string;
  readonly type?: string;
  readonly traceId?: string;
  readonly sources?: readonly { readonly latencyMs: number }[];
}

const tellingOf = (json: unknown): Told => {
  const { verificationId, traceId: _, ...rest } = json as Telling;
  const sources = rest.sources?.map((source) => ({ ...source, latencyMs: 0 }));
  return {
    telling: JSON.stringify({ ...rest, ...(sources === undefined ? {} : { sources }) }),
    isAnswer: verificationId !== undefined,
    id: verificationId ?? null,
  };
};
