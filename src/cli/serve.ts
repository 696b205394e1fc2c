/** `huzheng serve`: the HTTP API. */
import { listen } from '../api/server.ts';
import { onInterruption } from './interruption.ts';
import { withContext } from './session.ts';

export const serve = async (): Promise<number> => {
  const interruption = onInterruption();
  return withContext('serve', async (context) => {
    const server = await listen(context);
    await interruption.asked;
    await server.close();
    return 0;
  });
};
