/** The night of the city in which nothing goes wrong: what every disturbed one has to come to. */
import { expect } from 'vitest';
import { onceForAll } from '../support/once-for-all.ts';
import { expectDone, openStage, START, takenApplications } from './stage.ts';

export interface Undisturbed {
  readonly digest: string;
  readonly applications: readonly string[];
}

/** For it and for waiting for it, on a machine that has others to serve. */
export const UNDISTURBED_WITHIN_MS = 240_000;
export const undisturbedNight = (): Promise<Undisturbed> => onceForAll('undisturbed', work);

const work = async (): Promise<Undisturbed> => {
  const stage = openStage();
  try {
    const home = await stage.madeHome();
    // On the queue in the database, wherever that of the asking suite is: they come to the same.
    const { resultDigest: digest = '' } = await expectDone(await stage.run(START, { home, environment: { REDIS_URL: '' } }), home);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    return { digest, applications: await takenApplications(home) };
  } finally {
    await stage.clear();
  }
};
