/**
 * Arrays as PostgreSQL takes them in binary (`array_recv`): nothing in them has to be quoted, so that a long text costs no more than its bytes.
 * Each is cast where it is used: `unnest($1::text[])`.
 */

const HEADER = 20;
const LENGTH = 4;
const NULL_LENGTH = -1;

/** How values of one type are written. */
interface Element<T> {
  /** In `pg_type`. */
  readonly oid: number;
  readonly size: (value: T) => number;
  readonly write: (into: Buffer, value: T, at: number) => void;
}

const arrayOf =
  <T>({ oid, size, write }: Element<T>) =>
  (values: readonly (T | null)[]): Buffer => {
    const sizes = values.map((value) => (value === null ? NULL_LENGTH : size(value)));
    const array = Buffer.allocUnsafe(sizes.reduce((sum, bytes) => sum + LENGTH + Math.max(0, bytes), HEADER));
    // One dimension, which begins at 1.
    const header = [1, sizes.includes(NULL_LENGTH) ? 1 : 0, oid, values.length, 1];
    let at = header.reduce((place, value) => array.writeInt32BE(value, place), 0);
    values.forEach((value, index) => {
      const bytes = sizes[index] ?? NULL_LENGTH;
      at = array.writeInt32BE(bytes, at);
      if (value === null) return;
      write(array, value, at);
      at += bytes;
    });
    return array;
  };

export const textArray = arrayOf<string>({
  oid: 25,
  size: (text) => Buffer.byteLength(text),
  write: (into, text, at) => into.write(text, at),
});
export const byteaArray = arrayOf<Uint8Array>({ oid: 17, size: ({ length }) => length, write: (into, bytes, at) => into.set(bytes, at) });
/** Bytes that are at hand in hex. */
export const hexArray = arrayOf<string>({
  oid: 17,
  size: ({ length }) => length / 2,
  write: (into, hex, at) => into.write(hex, at, 'hex'),
});
export const bigintArray = arrayOf<number>({ oid: 20, size: () => 8, write: (into, value, at) => into.writeBigInt64BE(BigInt(value), at) });
