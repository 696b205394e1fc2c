/**
 * People asked about while others wait. A lonely question goes out at once (1101); those that come while another is under way share one batch
 * (1101B), which stays open until it is really sent: so long as it waits for its place in the quota, it gathers (`design.md`, "Quota").
 */
import type { AuthorityClient, Call, Dictionary, LiveAnswer, LookupRow, Subject } from '../../src/upstream/connector.ts';
import { silenceFault } from '../../src/upstream/outages.ts';
import { nodesOf, type Outcome, outputOf } from './answer.ts';
import { nameOf } from './envelope.ts';
import { unreadablePerson } from './faults.ts';
import { askLive } from './live.ts';
import { isPresent, normalisePersons } from './normalise-person.ts';
import type { Session } from './session.ts';

interface Tools {
  readonly put: Session['put'];
  readonly dictionary: (call: Call) => Promise<Dictionary>;
}

interface Batch {
  readonly isFull: () => boolean;
  readonly join: (subject: Subject, call: Call) => Promise<LiveAnswer>;
}

const MOST = 200;

export const createLiveAsk = ({ put, dictionary }: Tools): AuthorityClient['ask'] => {
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
  const openOne = (words: Dictionary): Batch => {
    const batch: Batch = createBatch({
      words,
      put: (question, call) => counted(put(question, call)),
      closed: () => {
        if (open === batch) open = null;
      },
    });
    return batch;
  };

  return async (subject, call) => {
    const words = await dictionary(call);
    if (underWay === 0) return counted(askLive(subject, call, { put, dictionary: words }));
    open = open === null || open.isFull() ? openOne(words) : open;
    return open.join(subject, call);
  };
};

interface Opening {
  readonly words: Dictionary;
  readonly put: Session['put'];
  /** Nobody can join any more. */
  readonly closed: () => void;
}

const createBatch = ({ words, put, closed }: Opening): Batch => {
  const waiting = new Map<Call, Subject>();
  const nobodyWaits = new AbortController();
  let sent: readonly Subject[] | null = null;
  let answer: Promise<AnswerTo> | null = null;

  const question = {
    infno: '1101B',
    /** Read when the call is built: after its wait for the quota, and anew, with the same people, for every further attempt. */
    get input() {
      closed();
      sent ??= [...waiting.values()];
      return { data: { list: sent.map((subject) => ({ certno: subject.idNumber, psn_name: nameOf(subject) })) } };
    },
  } as const;
  const ask = async (): Promise<AnswerTo> => {
    try {
      const outcome = await put(question, { priority: 'live', signal: nobodyWaits.signal });
      return answersOf(outcome, sent ?? [], words);
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
      return (await orGivenUp(answer, own, leave))(subject);
    },
  };
};

type AnswerTo = (subject: Subject) => LiveAnswer;

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
const answersOf = (outcome: Outcome, subjects: readonly Subject[], words: Dictionary): AnswerTo => {
  const entries = nodesOf(outputOf(outcome), 'list', '1101B').filter(isPresent);
  const { rows } = normalisePersons(entries, subjects, words);
  return (subject) => answerTo(subject, rows);
};

const answerTo = ({ idNumber }: Subject, rows: readonly LookupRow[]): LiveAnswer => {
  const isTheirs = (row: LookupRow): boolean => ownerOf(row) === idNumber;
  const broken = rows.find((row) => row.ok === false && isTheirs(row));
  const read = rows.find((row) => row.ok === true && isTheirs(row));
  if (broken?.ok === false) throw unreadablePerson('1101B', broken.broken);
  if (read?.ok === true) return { held: true, graded: null, drafts: [read.draft], settles: ['person'] };
  // An entry that does not say whose it is may be theirs: then they are not said to be absent.
  const inDoubt = rows.find((row) => row.ok === false && ownerOf(row) === null && row.broken.mayBe?.includes(idNumber) !== false);
  if (inDoubt?.ok === false) throw unreadablePerson('1101B', inDoubt.broken);
  return { held: false, graded: null, drafts: [], settles: ['person'] };
};

const ownerOf = (row: LookupRow): string | null => {
  if (row.ok === true) return row.draft.subject;
  return row.ok === false ? row.broken.subject : null;
};
