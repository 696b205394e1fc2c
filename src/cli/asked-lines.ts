/** What must not stand on the command line, where `ps` shows it: asked for on a terminal, else read as lines from standard input. */
import { createInterface } from 'node:readline/promises';

export interface AskedFor {
  /** Shown on a terminal only. */
  readonly prompt: string;
  readonly lines: number;
}

/** Null: interrupted. Fewer, where the input ends before. */
export const askedLines = async ({ prompt, lines: wanted }: AskedFor, signal: AbortSignal): Promise<readonly string[] | null> => {
  const { stdin, stderr } = process;
  const lines = createInterface({ input: stdin, output: stdin.isTTY ? stderr : undefined, signal });
  const given: string[] = [];
  try {
    if (stdin.isTTY) stderr.write(`${prompt}\n`);
    for await (const line of lines) {
      given.push(line.trim());
      if (given.length === wanted) break;
    }
    return signal.aborted ? null : given;
  } finally {
    lines.close();
  }
};
