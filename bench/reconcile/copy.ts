/** `COPY … FROM STDIN` of text rows through node-postgres, which has the protocol and no word for it. */
import type pg from 'pg';

/** What node-postgres gives a query of ours, as far as it is used here. */
interface Wire {
  readonly query: (text: string) => void;
  readonly sendCopyFromChunk: (chunk: Buffer) => void;
  readonly endCopyFrom: () => void;
}

/** A line of the text format: backslashes and line ends are written otherwise. */
export const copyLine = (text: string): string =>
  `${text.includes('\\') || text.includes('\n') ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') : text}\n`;

export const copyInto = (client: pg.Client, table: string, lines: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    let failed: Error | null = null;
    client.query({
      submit: (wire: Wire): void => wire.query(`copy ${table} from stdin`),
      handleCopyInResponse: (wire: Wire): void => {
        wire.sendCopyFromChunk(lines);
        wire.endCopyFrom();
      },
      handleError: (error: Error): void => {
        failed = error;
        reject(error);
      },
      handleCommandComplete: (): void => undefined,
      handleReadyForQuery: (): void => {
        if (failed === null) resolve();
      },
    } as never);
  });
