/** Why a port cannot be listened on, in words that say what to do. */
import { Fault } from '../faults.ts';

interface Wanted {
  readonly host: string;
  readonly port: number;
  /** That named it. */
  readonly variable: string;
}

export const portUnavailable = (cause: NodeJS.ErrnoException, { host, port, variable }: Wanted): Fault => {
  if (cause.code === 'EADDRINUSE')
    return new Fault('conflict', {
      code: 'port-in-use',
      detail: `Port ${port} on ${host} is in use; set ${variable} to another one.`,
      cause,
    });
  if (cause.code === 'EACCES')
    return new Fault('denied', {
      code: 'port-denied',
      detail: `This user may not listen on port ${port}; set ${variable} to one above 1023.`,
      cause,
    });
  return new Fault('invalid', {
    code: 'cannot-listen',
    detail: `Cannot listen on ${host}:${port} (${cause.code ?? 'unknown'}); set HOST and ${variable}.`,
    cause,
  });
};
