/** The command line: `huzheng COMMAND`. */
import { Command } from 'commander';
import { addAlerts } from './commands-of-alerts.ts';
import { addAudit, addClients, addKeys, addOperators } from './commands-of-doors.ts';
import { addOverview } from './commands-of-figures.ts';
import { addDiscrepancies, addQuarantine } from './commands-of-mending.ts';
import { addDrops, addRuns } from './commands-of-morning.ts';
import { addInspections, addJobs, addReconcile, addSandbox, addServices, addStart } from './commands-of-nights.ts';
import { addRules } from './commands-of-rules.ts';
import { addSources } from './commands-of-sources.ts';
import { endWithFault, MISUSED } from './ending.ts';

/** In the order of `--help`. */
const GROUPS: readonly ((program: Command) => unknown)[] = [
  ...[
    addStart,
    addReconcile,
    addServices,
    addRuns,
    addJobs,
    addDrops,
    addSources,
    addQuarantine,
    addDiscrepancies,
    addAlerts,
    addInspections,
    addRules,
    addOverview,
  ],
  ...[addClients, addOperators, addKeys, addAudit, addSandbox],
];

export const runCommand = async (argv: readonly string[]): Promise<void> => {
  // A reader that goes away (`| head`, a closed terminal) ends the reading, not the night.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (thrown) => process.exit(endWithFault(thrown)));

  const program = new Command('huzheng')
    .description('互证: three authorities testify, a union finds its members in hardship.')
    .configureOutput({ outputError: (text, write) => write(`huzheng: ${usageLine(text)}\n`) })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : MISUSED));
  for (const add of GROUPS) add(program);
  await program.parseAsync([...argv]);
};

/** What commander says of wrong usage, in one line like our own. */
const usageLine = (text: string): string =>
  `${text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')}; see --help.`;
