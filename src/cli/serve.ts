/** `huzheng serve`: the HTTP API. It keeps watch too: a schedule that is not there could tell nobody of it. */
import { watch } from '../alerts/watch.ts';
import { listen } from '../api/server.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const serve = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('serve', async (context) => {
    const server = await listen(context);
    const watching = watch(context, { beginsNights: true });
    await interruption.asked;
    await watching.stop();
    await server.close();
    return 0;
  });
