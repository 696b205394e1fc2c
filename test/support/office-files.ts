/** What stands in a docx or xlsx: its parts, unpacked, and the text in them. */
import { inflateRawSync } from 'node:zlib';

const CENTRAL = 0x02014b50;
const DEFLATED = 8;

/** Every part by its name. The directory at the end is read, as whoever opens the file does. */
export const partsOf = (file: Buffer): ReadonlyMap<string, string> => {
  const parts = new Map<string, string>();
  for (let at = file.indexOf(signature(CENTRAL)); at !== -1; at = file.indexOf(signature(CENTRAL), at + 46)) {
    const [method, packed] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)];
    const nameLength = file.readUInt16LE(at + 28);
    const begin = file.readUInt32LE(at + 42);
    const from = begin + 30 + file.readUInt16LE(begin + 26) + file.readUInt16LE(begin + 28);
    const bytes = file.subarray(from, from + packed);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    parts.set(name, (method === DEFLATED ? inflateRawSync(bytes) : bytes).toString('utf8'));
  }
  return parts;
};

const signature = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** The text of all parts, without the marks around it. */
export const textOf = (file: Buffer): string => [...partsOf(file).values()].map((part) => part.replaceAll(/<[^>]*>/g, ' ')).join('\n');
