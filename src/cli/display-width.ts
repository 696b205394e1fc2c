/** How wide a text stands on a terminal: Chinese characters take two columns. */

const WIDE = /[\p{Script=Han}\u3000-\u303f\uff01-\uff60]/u;

const widthOf = (character: string): number => (WIDE.test(character) ? 2 : 1);

export const displayWidth = (text: string): number => [...text].reduce((width, character) => width + widthOf(character), 0);

export const padDisplay = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)));

/** At most so wide, cut between characters: a line that wraps cannot be redrawn. */
export const cutDisplay = (text: string, width: number): string => {
  let used = 0;
  let cut = '';
  for (const character of text) {
    used += widthOf(character);
    if (used > width) return cut;
    cut += character;
  }
  return cut;
};
