/** `huzheng serve`: the HTTP API. */
import { listen } from '../api/server.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const serve = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('serve', async (context) => {
    const server = await listen(context);
    await interruption.asked;
    await server.close();
    return 0;
  });
