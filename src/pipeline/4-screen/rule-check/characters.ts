/** Nothing in a rule set commands the terminal in which it is shown, or turns words round. */
import { pointerTo, type Remark } from './remark.ts';

/** The editor of tables breaks lines in conditions and descriptions; words of the manifest stand in one line. */
const FORBIDDEN = { words: /[\p{Cc}\p{Bidi_Control}]/u, table: /[^\P{Cc}\n\t]|\p{Bidi_Control}/u } as const;

/** Of names and texts, wherever they stand in the file. */
export const characterRemarks = (file: string, content: unknown, kind: keyof typeof FORBIDDEN): readonly Remark[] =>
  textsIn(content, [])
    .filter(({ text }) => FORBIDDEN[kind].test(text))
    .map(({ text, path }) => ({
      severity: 'error',
      file,
      pointer: pointerTo(...path),
      code: 'control-character',
      detail: `"${text.slice(0, 40)}" holds a character that cannot be seen and commands terminals: write it anew.`,
    }));

type Path = readonly (string | number)[];

const textsIn = (content: unknown, path: Path): readonly { readonly text: string; readonly path: Path }[] => {
  if (typeof content === 'string') return [{ text: content, path }];
  if (typeof content !== 'object' || content === null) return [];
  if (Array.isArray(content)) return content.flatMap((item: unknown, index) => textsIn(item, [...path, index]));
  return Object.entries(content).flatMap(([name, value]) => [{ text: name, path: [...path, name] }, ...textsIn(value, [...path, name])]);
};
