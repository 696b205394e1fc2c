/** Live progress of a run: a block that redraws itself on a terminal, a plain line for every change elsewhere. */
import type { WriteStream } from 'node:tty';
import { type ProgressView, progressBlock, progressNews } from './progress-text.ts';

export interface Progress {
  /** `now`: epoch ms. */
  readonly show: (view: ProgressView, now: number) => void;
}

export const openProgress = (out: NodeJS.WriteStream): Progress => (out.isTTY ? redrawn(out as WriteStream) : plain(out));

/** A terminal that does not tell its size. */
const USUAL_SIZE = { columns: 80, rows: 24 };

const redrawn = (out: WriteStream): Progress => {
  let drawn = 0;
  return {
    show: (view, now) => {
      const size = { columns: out.columns || USUAL_SIZE.columns, rows: out.rows || USUAL_SIZE.rows };
      const lines = progressBlock(view, { now, ...size });
      // Up to where the last block began, and whatever that left below is cleared.
      out.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${lines.map((line) => `\x1b[2K${line}\n`).join('')}\x1b[0J`);
      drawn = lines.length;
    },
  };
};

const plain = (out: NodeJS.WriteStream): Progress => {
  const told = new Set<string>();
  return {
    show: (view) =>
      out.write(
        progressNews(view, told)
          .map((line) => `${line}\n`)
          .join(''),
      ),
  };
};
