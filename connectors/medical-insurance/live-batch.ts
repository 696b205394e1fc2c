/**
 * People asked about while others wait. A lonely question goes out at once (1101); those that come while another is under way share one batch
 * (1101B), which stays open until it is really sent: so long as it waits for its place in the quota, it gathers (`design.md`, "Quota").
 */
import type { IdNumber } from '../../src/domain/id-number.ts';
import { isTooLarge } from '../../src/upstream/answer.ts';
import {
  type AuthorityClient,
  type Call,
  type LiveAnswer,
  type LookupRow,
  NO_DICTIONARY,
  type Subject,
  type WireRow,
} from '../../src/upstream/connector.ts';
import { silenceFault } from '../../src/upstream/outages.ts';
import { recordOf } from '../../src/upstream/wire.ts';
import { nodesOf, type Outcome, outputOf } from './answer.ts';
import { nameOf } from './envelope.ts';
import { unreadablePerson } from './faults.ts';
import { askLive, heldAs, NOT_HELD, type Questioner } from './live.ts';
import { isPresent, normalisePersons } from './normalise-person.ts';

interface Batch {
  readonly isFull: () => boolean;
  readonly join: (subject: Subject, call: Call) => Promise<LiveAnswer>;
}

const MOST = 200;

export const createLiveAsk = (questioner: Questioner): AuthorityClient['ask'] => {
  const { put, identities } = questioner;
  let underWay = 0;
  let open: Batch | null = null;

  const counted = async <T>(asked: Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await asked;
    } finally {
      underWay -= 1;
    }
  };
  const openOne = (): Batch => {
    const batch: Batch = createBatch({
      identities,
      put: (question, call) => counted(put(question, call)),
      closed: () => {
        if (open === batch) open = null;
      },
    });
    return batch;
  };

  return async (subject, call) => {
    if (underWay === 0) return counted(askLive(subject, call, questioner));
    open = open === null || open.isFull() ? openOne() : open;
    return open.join(subject, call);
  };
};

interface Opening extends Pick<Questioner, 'put' | 'identities'> {
  /** Nobody can join any more. */
  readonly closed: () => void;
}

const createBatch = ({ put, identities, closed }: Opening): Batch => {
  const waiting = new Map<Call, Subject>();
  const nobodyWaits = new AbortController();
  let sent: readonly Subject[] | null = null;
  let answer: Promise<AnswerTo> | null = null;

  const send = (): readonly Subject[] => {
    closed();
    sent ??= [...waiting.values()];
    return sent;
  };
  const ask = async (): Promise<AnswerTo> => {
    try {
      return await answersAbout(send, { put, identities, call: { priority: 'live', signal: nobodyWaits.signal } });
    } finally {
      closed();
    }
  };
  const leave = (call: Call): void => {
    waiting.delete(call);
    if (waiting.size > 0) return;
    // Whoever comes now has given up nothing: theirs is another batch.
    closed();
    nobodyWaits.abort(call.signal.reason);
  };

  return {
    isFull: () => waiting.size >= MOST,
    join: async (subject, call) => {
      // A call of its own for each, also where two share one signal.
      const own = { ...call };
      waiting.set(own, subject);
      answer ??= ask();
      return (await orGivenUp(answer, own, leave))(subject, own);
    },
  };
};

type AnswerTo = (subject: Subject, call: Call) => Promise<LiveAnswer>;

interface Asking extends Pick<Questioner, 'put' | 'identities'> {
  readonly call: Call;
}

/** `people` is read when the call is built: after its wait for the quota, and anew, with the same people, for every further attempt. */
const answersAbout = async (people: () => readonly Subject[], asking: Asking): Promise<AnswerTo> => {
  const question = {
    infno: '1101B',
    get input() {
      return { data: { list: people().map((subject) => ({ certno: subject.idNumber, psn_name: nameOf(subject) })) } };
    },
  } as const;
  try {
    return answersOf(await asking.put(question, asking.call), people(), asking.identities);
  } catch (thrown) {
    if (!isTooLarge(thrown) || people().length < 2) throw thrown;
    return answersByHalves(people(), asking);
  }
};

/** As the night asks where an answer is more than we take in one. What fails one half fails only those in it. */
const answersByHalves = async (people: readonly Subject[], asking: Asking): Promise<AnswerTo> => {
  const half = Math.ceil(people.length / 2);
  const halves = [people.slice(0, half), people.slice(half)];
  const answers = await Promise.allSettled(halves.map((those) => answersAbout(() => those, asking)));
  return async (subject, call) => {
    const answer = answers[halves.findIndex((those) => those.includes(subject))];
    if (answer?.status !== 'fulfilled') throw answer?.reason;
    return answer.value(subject, call);
  };
};

const orGivenUp = async <T>(answer: Promise<T>, call: Call, leave: (call: Call) => void): Promise<T> => {
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (): void => {
    givenUp.reject(silenceFault('caller', { source: 'medical-insurance', operation: '1101B' }, undefined));
    leave(call);
  };
  call.signal.addEventListener('abort', giveUp, { once: true });
  if (call.signal.aborted) giveUp();
  try {
    return await Promise.race([answer, givenUp.promise]);
  } finally {
    call.signal.removeEventListener('abort', giveUp);
  }
};

/** Read as the night reads it: an absent person is not held, a broken entry fails only whoever asked about that person. */
const answersOf = (outcome: Outcome, subjects: readonly Subject[], identities: Questioner['identities']): AnswerTo => {
  const entries = nodesOf(outputOf(outcome), 'list', '1101B').filter(isPresent);
  // Whose each is can be told without the labels of 1901: only whoever has an identity waits for them.
  const { rows } = normalisePersons(entries.map(withoutIdentities), subjects, NO_DICTIONARY);
  return async ({ idNumber }, call) => {
    const theirs = entryOf(idNumber, rows);
    return theirs === null ? NOT_HELD : heldAs(entries[theirs], { operation: '1101B', labels: () => identities(call) });
  };
};

const withoutIdentities = (entry: WireRow): WireRow => {
  const record = recordOf(entry);
  return record === null ? entry : { ...record, idetinfo: null };
};

/** Which entry is theirs; null: none. */
const entryOf = (idNumber: IdNumber, rows: readonly LookupRow[]): number | null => {
  const isTheirs = (row: LookupRow): boolean => ownerOf(row) === idNumber;
  const broken = rows.find((row) => row.ok === false && isTheirs(row));
  const read = rows.findIndex((row) => row.ok === true && isTheirs(row));
  if (broken?.ok === false) throw unreadablePerson('1101B', broken.broken);
  if (read >= 0) return read;
  // An entry that does not say whose it is may be theirs: then they are not said to be absent.
  const inDoubt = rows.find((row) => row.ok === false && ownerOf(row) === null && row.broken.mayBe?.includes(idNumber) !== false);
  if (inDoubt?.ok === false) throw unreadablePerson('1101B', inDoubt.broken);
  return null;
};

const ownerOf = (row: LookupRow): string | null => {
  if (row.ok === true) return row.draft.subject;
  return row.ok === false ? row.broken.subject : null;
};
