/** `npm start`: everything on one bare machine, one night before your eyes, and then it stays up. */
import { lookOnce, watch } from '../alerts/watch.ts';
import { listen, mustBeFree, type RunningServer } from '../api/server.ts';
import { type Config, processEnvironment, readConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { type Day, SECOND } from '../domain/period.ts';
import { checkDate, openRun } from '../jobs/open-run.ts';
import { pause } from '../pause.ts';
import { readRuleSet } from '../rule-sets.ts';
import type { FaultWindow } from '../sandbox/faults.ts';
import type { Judged } from '../sandbox/sandbox.ts';
import type { SandboxProcess } from '../sandbox/spawn.ts';
import { LOCAL_NAME } from '../security/sign-in/local-account.ts';
import { type FlaggedMember, flaggedMembers } from '../storage/screenings.ts';
import type { SyntheticCity } from '../storage/synthetic-city.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { type Followed, followRun, sayHow, sayHowToGoOn } from './follow.ts';
import type { Interruption, Leaving } from './interruption.ts';
import { patiently } from './patience.ts';
import { settleIn, today } from './sandbox-city.ts';
import { comesUp, environmentOf, withSandbox } from './sandbox-process.ts';
import { addressesIn, withVariablesKept } from './sandbox-variables.ts';
import { withContext, withDatabase } from './session.ts';
import { tellSummary } from './summary.ts';
import { thisUser } from './this-user.ts';

export interface StartOptions {
  readonly members: number;
  readonly seed: number;
  readonly date?: Day;
  readonly faults?: readonly FaultWindow[];
  readonly wait: number;
  readonly exit?: true;
  readonly json?: true;
}

export const start = async (options: StartOptions, interruption: Interruption): Promise<number> => {
  const environment = processEnvironment();
  const config = readConfig(environment, { mode: 'start' });
  await checkFirst(config, options);
  say('Bringing up the database …');
  return withDatabase(config, async (pool) => {
    if (interruption.signal.aborted) return INTERRUPTED;
    const city = await settleIn(options, { home: config.home, pool });
    say(comesUp(city));
    return withSandbox(city, { home: config.home, faults: options.faults ?? [], leaving: interruption }, (sandbox, leaving) =>
      withContext(
        'start',
        (context) => night(city, { options, sandbox, context, interruption, leaving }),
        environmentOf(environment, sandbox),
      ),
    );
  });
};

/** What would stop the night is said before anything is touched. */
const checkFirst = async ({ ruleSet, http }: Config, { date = today(), exit }: StartOptions): Promise<void> => {
  checkDate(date, today());
  await readRuleSet(ruleSet, date);
  if (exit !== true) await mustBeFree(http);
};

interface Night {
  readonly options: StartOptions;
  readonly sandbox: SandboxProcess;
  readonly context: Context;
  /** Of whoever asked this command to end. */
  readonly interruption: Interruption;
  /** Also of a sandbox that is gone: no night is without, while what stays up does. */
  readonly leaving: Leaving;
}

const night = async (city: SyntheticCity, { options, sandbox, context, interruption, leaving }: Night): Promise<number> => {
  const server = options.exit === true ? null : await listen(context);
  try {
    if (server !== null) say(`Console and API on ${server.url} (the API readable at ${server.url}/docs)`);
    if (interruption.signal.aborted) return INTERRUPTED;
    const opened = await openRun(city.date, { full: false, source: null, waitMs: options.wait, by: thisUser() }, context);
    await sayHow(opened, context);
    const followed = await followRun(opened.run, context, leaving);
    try {
      return await afterNight(followed, { options, sandbox, context, interruption, server });
    } finally {
      await followed.engine?.stop();
    }
  } finally {
    await server?.close();
  }
};

const afterNight = async (
  { run }: Followed,
  { options, sandbox, context, interruption, server }: Omit<Night, 'leaving'> & { readonly server: RunningServer | null },
): Promise<number> => {
  if (run.status === 'running') {
    sayHowToGoOn(run, true);
    return INTERRUPTED;
  }
  const { signal } = interruption;
  const flagged = await patiently(() => flaggedMembers(context.pool), context, signal);
  const truth = await sandbox.judge(flagged.map(judged));
  await tellSummary(run, { json: options.json ?? false, context, signal, more: { truth } });
  if (server === null) {
    await lookOnce(context);
    return exitCodeOf(run.status);
  }
  return withVariablesKept(context.config.home, sandbox.environment, async (path) => {
    say(`Stays up: ${server.url}. Ctrl-C ends it; \`npm start\` with the same options goes on with the same city.`);
    say(howToJoin(sandbox, path));
    say(howToSignIn(context.config, server.url));
    say(howToAsk(sandbox));
    sandbox.ended.addEventListener('abort', () =>
      say(
        'The synthetic counterparts are gone: nothing that asks them is answered any more. Ctrl-C and the same command bring them up again.',
      ),
    );
    void lifeGoesOn(`${server.url}${CALLBACKS}`, { sandbox, interruption });
    // No night follows by itself: none is late.
    const watching = watch(context, { beginsNights: false });
    await interruption.asked;
    await watching.stop();
    return INTERRUPTED;
  });
};

const howToJoin = ({ environment }: SandboxProcess, path: string): string =>
  `Its counterparts: ${addressesIn(environment)}. \`. '${path}'\` in another shell sets their variables, for a second \`serve\` or \`verify --live\`.`;

const howToAsk = ({ environment, hasTestPersons }: SandboxProcess): string =>
  `How to ask about one person: README.md${hasTestPersons ? `; test persons: ${environment['AID_SYSTEM_BASE_URL']}/sandbox/test-persons` : ''}.`;

const CALLBACKS = '/v1/callbacks/aid-system';
/** Long enough to look at what waits before anybody decides. */
const DECIDED_AFTER = 30 * SECOND;

/** Workers and the union of the synthetic city decide, and call back. Ends with the process, whose sandbox then answers no more. */
const lifeGoesOn = async (callbackUrl: string, { sandbox, interruption }: Pick<Night, 'sandbox' | 'interruption'>): Promise<void> => {
  await pause(DECIDED_AFTER, interruption.signal);
  if (interruption.signal.aborted) return;
  await sandbox.decideAll(callbackUrl).then(
    ({ decided, sent, taken }) =>
      say(`Workers and the union have decided about ${decided} applications; of ${sent} callbacks ${taken} were taken.`),
    () => {
      if (!interruption.signal.aborted) say('Nobody decided about the applications: the synthetic aid system answers no more.');
    },
  );
};

const howToSignIn = ({ signIn: { localPassword } }: Config, url: string): string =>
  localPassword === null
    ? `Operators sign in at ${url}/sign-in.`
    : `Operators sign in as the local administrator \`${LOCAL_NAME}\`; the password stands in ${localPassword}.`;

const judged = ({ memberId, class: suggested }: FlaggedMember): Judged => ({
  memberId,
  flagged: true,
  suggestedClass: suggested === 'deep' || suggested === 'relative' || suggested === 'accident' ? suggested : null,
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
