/** A home with a database of its own that has every table and no row: copied, since making one takes longer than most nights of so few members. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject } from 'vitest';
import { dataOf, newHome } from '../storage/embedded/homes.ts';
import { NOT_DURABLE } from '../support/database.ts';
import { onceForAll } from '../support/once-for-all.ts';
import { huzheng } from './huzheng.ts';

export const newMadeHome = async (): Promise<string> => {
  const { made } = await onceForAll('made-home', make);
  const home = await newHome();
  // Its files belong to the server's account, and to nobody else.
  await promisify(execFile)('cp', ['-a', made, home]);
  return home;
};

const make = async (): Promise<{ readonly made: string }> => {
  const made = join(inject('sharedFolder'), 'home');
  const { code, stderr } = await huzheng(['migrate'], { home: made });
  expect(code, stderr).toBe(0);
  // It outlasts the file that every start writes anew.
  await writeFile(join(await dataOf(made), 'postgresql.auto.conf'), `${NOT_DURABLE.join('\n')}\n`);
  return { made };
};
