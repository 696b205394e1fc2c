/** `huzheng erase`: one member, for good. A member id may stand on the command line; a number or a name never does. */
import { createInterface } from 'node:readline/promises';
import { processEnvironment, type RawEnvironment } from '../config.ts';
import { Fault } from '../faults.ts';
import { askWhatBecame, withdrawErased } from '../pipeline/5-apply/withdraw-erased/job.ts';
import { eraseMember } from '../security/erasure/erase.ts';
import { INTERRUPTED } from './ending.ts';
import { erasedText } from './erase-text.ts';
import type { Interruption, Leaving } from './interruption.ts';
import { rememberedCity } from './sandbox-city.ts';
import { besideSandbox } from './sandbox-process.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

export interface EraseOptions {
  readonly member: string;
  readonly reason?: string;
  readonly yes?: true;
  readonly sandbox?: true;
  readonly json?: true;
}

export const erase = (options: EraseOptions, interruption: Interruption): Promise<number> =>
  options.sandbox === true
    ? besideSandbox(rememberedCity, interruption, (environment, leaving) => eraseIn(environment, options, leaving))
    : eraseIn(processEnvironment(), options, interruption);

const eraseIn = async (environment: RawEnvironment, options: EraseOptions, { signal }: Leaving): Promise<number> => {
  if (options.yes !== true && !(await isConfirmed(options.member, signal))) return INTERRUPTED;
  return withContext(
    'tool',
    async (context) => {
      const asked = await askWhatBecame(options.member, context, signal);
      const erased = await eraseMember(
        { memberId: options.member, cause: 'asked', reason: options.reason ?? null, caller: thisUser() },
        context,
      );
      if (erased.outcome === 'unknown') throw nobody();
      const withdrawing = await withdrawErased(context, signal);
      if (!asked) process.stderr.write('The aid system did not say what became of delivered applications: judged by what it last said.\n');
      process.stdout.write(options.json === true ? `${JSON.stringify({ ...erased, withdrawing })}\n` : erasedText(erased, withdrawing));
      return 0;
    },
    environment,
  );
};

const nobody = (): Fault =>
  new Fault('invalid', { code: 'no-such-member', detail: 'No member of that id is known here; nothing was changed.' });

/** Typed out, so that nobody erases by habit. */
const isConfirmed = async (memberId: string, signal: AbortSignal): Promise<boolean> => {
  if (!process.stdin.isTTY)
    throw new Fault('invalid', { code: 'not-confirmed', detail: 'Erasing cannot be undone: say --yes where nobody can be asked.' });
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await lines.question(`Everything about this member is erased and cannot be brought back. Type ${memberId} to go on: `, {
      signal,
    });
    return typed.trim() === memberId;
  } catch {
    return false;
  } finally {
    lines.close();
  }
};
