/** A line between our processes and whatever listens behind it, which can be cut and mended: counterparts, the database, the queue. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** `refused`: every connection is reset, new ones too. `silent`: nothing is refused and nothing arrives; what was sent arrives when it is mended. */
export const CUTS = ['refused', 'silent'] as const;
export type Cut = (typeof CUTS)[number];

export interface Wire {
  readonly port: number;
  readonly cut: (how: Cut) => void;
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

const join = ({ near, far }: Pair): void => void near.pipe(far).pipe(near);

const part = ({ near, far }: Pair): void => {
  near.unpipe().pause();
  far.unpipe().pause();
};

/** `target` is asked for each connection: a server that was restarted may listen elsewhere. */
export const layWire = async (target: () => number): Promise<Wire> => {
  const pairs = new Set<Pair>();
  let state: Cut | 'whole' = 'whole';
  const server = createServer({ noDelay: true }, (near) => {
    near.on('error', () => undefined);
    if (state === 'refused') return void near.resetAndDestroy();
    const pair = { near, far: connect({ host: '127.0.0.1', port: target(), noDelay: true }) };
    pairs.add(pair);
    near.on('close', () => {
      pairs.delete(pair);
      pair.far.destroy();
    });
    pair.far.on('error', () => near.resetAndDestroy()).on('close', () => near.destroy());
    if (state === 'whole') join(pair);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: (how) => {
      state = how;
      for (const pair of pairs)
        if (how === 'silent') part(pair);
        else pair.near.resetAndDestroy();
    },
    mend: () => {
      const wasSilent = state === 'silent';
      state = 'whole';
      if (wasSilent) pairs.forEach(join);
    },
    close: () =>
      new Promise((resolve) => {
        for (const { near } of pairs) near.destroy();
        server.close(() => resolve());
      }),
  };
};
