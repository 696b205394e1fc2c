/**
 * A process of its own that attaches to the embedded server, for tests that kill it. Says one JSON line when attached (or refused); leaves
 * when its standard input ends, or, having proved that the server still answers, on SIGINT.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import pg from 'pg';
import { Fault } from '../../../src/faults.ts';
import { attachEmbedded, type Embedded } from '../../../src/storage/embedded/attach.ts';
import { embeddedTools } from '../../support/database.ts';

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const stillAnswers = async ({ url }: Embedded): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query('select 1');
  await client.end();
  return rowCount === 1;
};

const interrupted = async (server: Embedded, leave: () => void): Promise<void> => {
  say({ answersAfterInterrupt: await stillAnswers(server) });
  leave();
};

const work = async (home: string): Promise<void> => {
  const server = await attachEmbedded(home, embeddedTools);
  const lines = createInterface({ input: process.stdin });
  process.on('SIGINT', () => void interrupted(server, () => lines.close()));
  say({ state: server.state, url: server.url });
  await once(lines, 'close');
  await server.detach();
};

await work(process.argv[2] ?? '').catch((thrown: unknown) => {
  say({ refused: thrown instanceof Fault ? thrown.code : String(thrown) });
  process.exitCode = 1;
});
