/** What a refused or lost connection to Redis means, in one line that says what to do. Commands hang on their errors, passwords among them: none is kept. */
import { Fault, type FaultKind } from '../faults.ts';

interface Meaning {
  readonly says: RegExp;
  readonly kind: FaultKind;
  readonly code: string;
  readonly detail: string;
}

const MEANINGS: readonly Meaning[] = [
  {
    says: /^(WRONGPASS|NOAUTH|NOPERM)|without any password configured|invalid password/,
    kind: 'denied',
    code: 'queue-refuses',
    detail: 'Redis refuses the user or the password in REDIS_URL.',
  },
  {
    says: /^(OOM|MISCONF)/,
    kind: 'busy',
    code: 'queue-full',
    detail: 'Redis stores nothing more: its memory or its disk is full. Nothing is lost: work is handed over when there is room.',
  },
  {
    says: /All sentinels are unreachable/,
    kind: 'busy',
    code: 'queue-unreachable',
    detail: 'No Sentinel in REDIS_URL names a master that answers: are they up, and is the name of the master right?',
  },
];

const UNREACHABLE: Omit<Meaning, 'says'> = {
  kind: 'busy',
  code: 'queue-unreachable',
  detail: 'The queue does not answer: is Redis up, and REDIS_URL right? Nothing is lost: work is handed over when it is back.',
};

export const queueFault = (thrown: unknown): Fault => {
  if (thrown instanceof Fault) return thrown;
  const words = thrown instanceof Error ? thrown.message : '';
  const { kind, code, detail } = MEANINGS.find(({ says }) => says.test(words)) ?? UNREACHABLE;
  return new Fault(kind, { code, detail, cause: withoutCommand(thrown) });
};

const withoutCommand = (thrown: unknown): unknown => {
  if (thrown instanceof Error) Reflect.deleteProperty(thrown, 'command');
  return thrown;
};
