/** A spreadsheet as whoever opens it sees it: its sheets by name, each a list of rows; numbers are numbers. Reads what a zip says of itself at its end. */
import { inflateRawSync } from 'node:zlib';

export type SheetRows = readonly (readonly (string | number | null)[])[];

export const sheetsIn = (file: Buffer): ReadonlyMap<string, SheetRows> => {
  const files = unzipped(file);
  const textOf = (path: string): string => files.get(path)?.toString('utf8') ?? '';
  const shared = [...textOf('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, item = '']) => wordsIn(item));
  const names = [...textOf('xl/workbook.xml').matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name = '']) => unescaped(name));
  return new Map(names.map((name, index) => [name, rowsIn(textOf(`xl/worksheets/sheet${index + 1}.xml`), shared)]));
};

const rowsIn = (xml: string, shared: readonly string[]): SheetRows =>
  [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, traits = '', content = '']) => {
      const value = /<v>(.*?)<\/v>/s.exec(content)?.[1];
      if (/t="s"/.test(traits)) return shared[Number(value)] ?? null;
      if (/t="inlineStr"/.test(traits)) return wordsIn(content);
      return value === undefined ? null : Number(value);
    }),
  );

const wordsIn = (xml: string): string => unescaped([...xml.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text = '']) => text).join(''));

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');

const END = 0x06054b50;

/** Every part of an office file by its name. */
export const unzipped = (file: Buffer): ReadonlyMap<string, Buffer> => {
  const end = file.lastIndexOf(Buffer.from([END & 0xff, (END >> 8) & 0xff, (END >> 16) & 0xff, END >> 24]));
  const found = new Map<string, Buffer>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, name, extra, comment] = [10, 20, 28, 30, 32].map((offset) =>
      offset === 20 ? file.readUInt32LE(at + offset) : file.readUInt16LE(at + offset),
    ) as [number, number, number, number, number];
    const local = file.readUInt32LE(at + 42);
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const packed = file.subarray(from, from + size);
    found.set(file.toString('utf8', at + 46, at + 46 + name), method === 0 ? packed : inflateRawSync(packed));
    at += 46 + name + extra + comment;
  }
  return found;
};
