/** One number that grows, on a terminal; nothing elsewhere. */

export interface Counted {
  readonly show: (count: number) => void;
  readonly end: () => void;
}

export const countedOn = (out: NodeJS.WriteStream, what: string): Counted => ({
  show: (count) => {
    if (out.isTTY) out.write(`\r\x1b[2K${count.toLocaleString('en-US')} ${what}`);
  },
  end: () => {
    if (out.isTTY) out.write('\r\x1b[2K');
  },
});
