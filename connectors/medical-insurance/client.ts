/** The connector's only I/O: one transaction after another, signed and numbered anew for every attempt, since a nonce is good once (`interfaces.md` §2). */
import type { AuthorityClient, ConnectorTools, UpstreamResponse } from '../../src/upstream/connector.ts';
import { type Outcome, outcomeOf } from './answer.ts';
import { createSeal, NO_SEAL, type SmSettings } from './crypto.ts';
import { createDaily } from './daily.ts';
import { readDictionary, type Table } from './dictionary.ts';
import { type Asker, createMessageIds, envelopeOf, type Question } from './envelope.ts';
import { REFUSING_STATUSES, signatureRefusal, unopened } from './faults.ts';
import { createLiveAsk } from './live-batch.ts';
import { personReader, registrationReader, settlementReader } from './readers.ts';
import { createSession, type Transact } from './session.ts';
import { signedHeaders } from './sign.ts';

export interface MedicalInsuranceSettings extends Asker {
  readonly paasid: string;
  readonly token: string;
  readonly crypto: { readonly kind: 'none' } | ({ readonly kind: 'sm' } & SmSettings);
}

/** Throws `invalid` for settings that cannot be used: a wrong variable stops the start, and not the night. */
export const connect = (settings: MedicalInsuranceSettings, tools: ConnectorTools): AuthorityClient => {
  const { now } = tools;
  const session = createSession(settings, { now, transact: transactions(settings, tools) });
  const tableOf = (table: Table) =>
    createDaily('1901', { now, fetch: (call) => readDictionary(session, { table, admdvs: settings.admdvs, at: now() }, call) }).get;
  const identities = tableOf('psn_idet_type');
  return {
    source: 'medical-insurance',
    readers: [personReader(session), settlementReader(session), registrationReader(session)],
    signIn: async (call) => {
      await session.signIn(call);
    },
    dictionary: identities,
    ask: createLiveAsk({ put: session.put, identities, certificates: tableOf('psn_cert_type') }),
  };
};

const transactions = (settings: MedicalInsuranceSettings, { http, now, uuid }: ConnectorTools): Transact => {
  const { paasid, token, crypto, fixmedinsCode } = settings;
  const seal = crypto.kind === 'sm' ? createSeal(crypto) : NO_SEAL;
  const messageIdAt = createMessageIds(fixmedinsCode, uuid());

  const bodyOf = (question: Question, signNo: string): string => {
    const at = now();
    return seal.close(envelopeOf(settings, question, { at, messageId: messageIdAt(at), signNo }), at);
  };
  // A setting that does not fit an envelope now never will.
  bodyOf({ infno: '5301B', input: { data: { psn_no_list: [] } } }, '');

  const read = (response: UpstreamResponse, { infno }: Question): Outcome => {
    const refusal = signatureRefusal(response, infno);
    if (refusal !== null) throw refusal;
    const opened = seal.open(response.body);
    if (!opened.ok) throw unopened(opened, infno);
    return outcomeOf(opened.body, infno);
  };

  return async (question, signNo, call) => {
    const answered: { outcome?: Outcome } = {};
    await http.exchange(
      {
        operation: question.infno,
        aboutNobody: isAboutNobody(question),
        method: 'POST',
        path: `/ebus/ybxx/${question.infno}`,
        headers: () => ({
          'Content-Type': 'application/json; charset=utf-8',
          ...signedHeaders({ paasid, token, at: now(), nonce: uuid() }),
        }),
        body: () => bodyOf(question, signNo),
        repeatable: true,
        answers: REFUSING_STATUSES,
        bodyless: REFUSING_STATUSES,
        read: (response) => {
          answered.outcome = read(response, question);
        },
      },
      call,
    );
    if (answered.outcome === undefined) throw new TypeError('the HTTP client reads every answer it returns');
    return answered.outcome;
  };
};

const isAboutNobody = ({ infno }: Question): boolean => infno === '9001' || infno === '1901';
