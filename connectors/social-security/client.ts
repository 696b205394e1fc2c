/** The connector's only I/O: signed calls, read strictly. Every attempt signs anew, since a nonce is good once (`interfaces.md` §3). */
import { HOUR } from '../../src/domain/period.ts';
import type { AuthorityClient, Call, ConnectorTools, CursorReader, Dictionary, Exchange } from '../../src/upstream/connector.ts';
import { glanceAt } from '../../src/upstream/glance.ts';
import { createPageLimit } from '../../src/upstream/page-limit.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';
import { liveAnswerOf } from './check.ts';
import { dictionaryOf } from './codes.ts';
import { brokenAnswer, CURSOR_UNKNOWN, REFUSING_STATUSES, refusalIn, SIGN_IN_REFUSED, SUCCESS } from './faults.ts';
import { normaliseContributions, normaliseParticipation, normaliseUnemployment, normaliseWorkInjury } from './normalise.ts';
import { pageOf } from './page.ts';
import { signedHeaders } from './sign.ts';
import type { components, paths } from './upstream.ts';

export interface SocialSecuritySettings {
  readonly clientId: string;
  readonly key: string;
}

type Feed = 'participation' | 'contributions' | 'unemployment' | 'work-injury';
type CheckQuestion = components['schemas']['CheckQuestion'];

interface Request extends Pick<Exchange, 'method' | 'operation' | 'query' | 'body' | 'aboutNobody'> {
  readonly path: keyof paths;
  /** Codes that are answers; any other is a refusal. */
  readonly expected: readonly string[];
}

interface Answer {
  readonly code: string | null;
  readonly data: unknown;
}

const PAGE_SIZE = 1000;
/** A live check renews the dictionary that it reads codes with at this age; the night reads it anew. */
const DICTIONARY_KEPT = HOUR;

/** Earlier versions took a code of AAC148 or AAC158 that has no label for none at all, which denied assistance: what they read is read again. */
const CODES_WITHOUT_LABEL_ARE_KEPT = 'codes-without-label-are-kept';

export const connect = (settings: SocialSecuritySettings, { http, now, uuid }: ConnectorTools): AuthorityClient => {
  let kept: { readonly dictionary: Dictionary; readonly until: number } | null = null;
  let isRenewing = false;

  const send = async ({ expected, ...request }: Request, call: Call): Promise<Answer> => {
    const contentType = request.body && { 'Content-Type': 'application/json; charset=utf-8' };
    const { body } = await http.exchange(
      {
        ...request,
        headers: () => ({ ...signedHeaders({ ...settings, timestamp: now(), nonce: uuid() }), ...contentType }),
        repeatable: true,
        answers: REFUSING_STATUSES,
        bodyless: [SIGN_IN_REFUSED.httpStatus],
        read: (response) => {
          const refusal = refusalIn(response, expected, request.operation);
          if (refusal !== null) throw refusal;
        },
      },
      call,
    );
    const answer = recordOf(body);
    return { code: textOf(answer?.['code']), data: answer?.['data'] };
  };

  const pageIn = (feed: Feed): CursorReader['page'] => {
    const within = createPageLimit();
    return async ({ cursor, limit: most }, call) => {
      const expected = cursor === null ? [SUCCESS] : [SUCCESS, CURSOR_UNKNOWN];
      const { code, data } = await within(most, (limit) => {
        const query = { limit: String(limit), ...(cursor !== null && { cursor }) };
        return send({ method: 'GET', operation: feed, path: `/si/v1/${feed}`, query, expected, aboutNobody: true }, call);
      });
      return code === CURSOR_UNKNOWN ? 'restart' : pageOf(data, cursor, feed);
    };
  };

  const reader = <D extends Feed>(
    dataset: D,
    { recordKey, ...how }: Pick<CursorReader<D>, 'normalise' | 'labelledBy' | 'manner'> & { readonly recordKey: string },
  ): CursorReader<D> => ({
    kind: 'cursor',
    dataset,
    pageSize: PAGE_SIZE,
    ...how,
    page: pageIn(dataset),
    glance: glanceAt({ recordKey, subject: 'AAC002', anyCase: true }),
  });

  const dictionary = async (call: Call): Promise<Dictionary> => {
    const asked = { method: 'GET', operation: 'dictionary', path: '/si/v1/dictionary', expected: [SUCCESS], aboutNobody: true } as const;
    const { data } = await send(asked, call);
    const stated = recordOf(data);
    if (stated === null)
      throw brokenAnswer('dictionary', { code: 'no-dictionary', detail: 'Social security answered without its dictionary.' });
    const published = dictionaryOf(stated);
    if (kept === null || !labelsNothing(published)) kept = { dictionary: published, until: now() + DICTIONARY_KEPT };
    return published;
  };

  /**
   * The first is waited for. An edition past its hour is renewed behind whoever is answered meanwhile, one renewal at a time, and stands until that has
   * come: a code that it does not label is unknown, and no guess. Of one that fails the HTTP client tells.
   */
  const editionFor = async (answered: Promise<unknown>, call: Call): Promise<Dictionary> => {
    if (kept === null) return dictionary(call);
    if (!isRenewing && now() >= kept.until) renewBehind(call);
    await answered;
    return kept.dictionary;
  };
  const renewBehind = (call: Call): void => {
    isRenewing = true;
    const end = (): void => {
      isRenewing = false;
    };
    void dictionary(call).then(end, end);
  };

  /** One that labels nothing is what a failing source answers: feeds come once, and are not read by it. */
  const labels = async (call: Call): Promise<Dictionary> => {
    const published = await dictionary(call);
    if (labelsNothing(published))
      throw brokenAnswer('dictionary', {
        code: 'no-dictionary',
        detail: 'Social security answered with a dictionary that labels nothing.',
      });
    return published;
  };

  return {
    source: 'social-security',
    readers: [
      reader('participation', {
        recordKey: 'AAZ159',
        normalise: normaliseParticipation,
        labelledBy: ['AAC148', 'AAC158', 'AAC008'],
        manner: CODES_WITHOUT_LABEL_ARE_KEPT,
      }),
      reader('contributions', { recordKey: 'AAZ223', normalise: normaliseContributions }),
      reader('unemployment', { recordKey: 'AJZ001', normalise: normaliseUnemployment, labelledBy: ['AAE116'] }),
      reader('work-injury', { recordKey: 'ALZ001', normalise: normaliseWorkInjury, labelledBy: ['ALC031', 'ALA040'] }),
    ],
    signIn: async (call) => {
      await dictionary(call);
    },
    dictionary: labels,
    ask: async (subject, call) => {
      const question: CheckQuestion = { AAC002: subject.idNumber, AAC003: subject.name };
      const body = (): string => JSON.stringify(question);
      const check = send({ method: 'POST', operation: 'check', path: '/si/v1/check', body, expected: [SUCCESS] }, call);
      const [{ data }, known] = await Promise.all([check, editionFor(check, call)]);
      return liveAnswerOf(data, subject, known);
    },
  };
};

const labelsNothing = ({ tables }: Dictionary): boolean => Object.values(tables).every((table) => Object.keys(table).length === 0);
