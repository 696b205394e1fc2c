/** The sandbox's counterparts on a good day, for the city named by `members seed date answersInMs`. Prints its environment as JSON. */
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const [members, seed, date = '', answersInMs] = process.argv.slice(2);
const { environment, close } = await startSandbox({
  ...{ members: Number(members), seed: Number(seed), date },
  ...{ allowances: 'steady', answersInMs: Number(answersInMs) },
});
process.stdout.write(`${JSON.stringify(environment)}\n`);
process.once('SIGTERM', () => void close());
