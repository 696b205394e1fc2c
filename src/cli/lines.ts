/** Lines of a stream, in the pieces they come in: a call for every line would cost more than most lines do. */
import type { Readable } from 'node:stream';

export async function* linesOf(stream: Readable): AsyncGenerator<readonly string[]> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}
