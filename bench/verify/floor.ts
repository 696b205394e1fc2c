/** The floor's process (`floor-server.ts`), on a database of ours. */
import { spawn } from 'node:child_process';
import { processEnvironment } from '../../src/config.ts';
import { announcedBy } from '../children.ts';

export const startFloor = async (url: string): Promise<{ readonly port: number; readonly pid: number }> => {
  const child = spawn(process.execPath, ['bench/verify/floor-server.ts'], {
    env: { ...processEnvironment(), DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { port: Number(await announcedBy(child, 'the floor')), pid: child.pid ?? 0 };
};
