import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addSandbox, addStart } from '../../src/cli/commands-of-nights.ts';
import { PUBLIC_KINDS } from '../../src/sandbox/faults.ts';

it.each([
  { command: 'start', add: addStart },
  { command: 'sandbox', add: addSandbox },
])('$command --help says of each kind of fault what becomes of a call', ({ add }) => {
  const written: string[] = [];
  const output = { writeOut: (text: string) => written.push(text) };
  add(new Command()).configureOutput(output).outputHelp();
  for (const [kind, what] of Object.entries(PUBLIC_KINDS)) expect(written.join('')).toMatch(new RegExp(`^ {2}${kind} +${what}$`, 'm'));
});
