/** Where everything stands in a JSON text, which `JSON.parse` forgets: lines by JSON Pointer, names given twice, and where it stops being JSON. */
import { pointerTo } from './remark.ts';

export interface JsonMap {
  /** From 1, by JSON Pointer. */
  readonly lines: ReadonlyMap<string, number>;
  /** Pointers of properties that their object names more than once: all but the last would be lost unsaid. */
  readonly repeated: readonly string[];
  /** The line at which it is no JSON; null: it is. */
  readonly brokenAt: number | null;
  /** It is broken off there, JSON or not, because nothing that is meant lies so deep. */
  readonly isTooDeep: boolean;
}

/** Brackets within brackets: a decision table needs eight. */
export const DEEPEST = 64;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

export const mapJson = (text: string): JsonMap => {
  const lines = new Map<string, number>();
  const repeated: string[] = [];
  const at = cursorOf(text);
  let isTooDeep = false;

  const value = (path: readonly (string | number)[]): boolean => {
    at.skip();
    const pointer = pointerTo(...path);
    if (lines.has(pointer)) repeated.push(pointer);
    lines.set(pointer, at.line());
    if (path.length > DEEPEST) isTooDeep = true;
    if (isTooDeep) return false;
    if (at.next('{')) return members(path);
    if (at.next('[')) return items(path);
    return at.read(STRING) !== null || at.read(LITERAL) !== null;
  };
  const members = (path: readonly (string | number)[]): boolean => {
    if (at.next('}')) return true;
    do {
      at.skip();
      const key = at.read(STRING);
      if (key === null || !at.next(':') || !value([...path, JSON.parse(key) as string])) return false;
    } while (at.next(','));
    return at.next('}');
  };
  const items = (path: readonly (string | number)[]): boolean => {
    if (at.next(']')) return true;
    let index = 0;
    do {
      if (!value([...path, index])) return false;
      index += 1;
    } while (at.next(','));
    return at.next(']');
  };

  const isWhole = value([]) && at.isAtEnd();
  return { lines, repeated, brokenAt: isWhole ? null : at.line(), isTooDeep };
};

const cursorOf = (text: string) => {
  let position = 0;
  let line = 1;
  let counted = 0;
  const read = (pattern: RegExp): string | null => {
    pattern.lastIndex = position;
    const [found = null] = pattern.exec(text) ?? [];
    position += found?.length ?? 0;
    return found;
  };
  const skip = (): void => void read(SPACE);
  return {
    read,
    skip,
    next: (mark: string): boolean => {
      skip();
      const isThere = text[position] === mark;
      if (isThere) position += 1;
      return isThere;
    },
    isAtEnd: (): boolean => {
      skip();
      return position === text.length;
    },
    line: (): number => {
      for (; counted < position; counted += 1) if (text[counted] === '\n') line += 1;
      return line;
    },
  };
};
