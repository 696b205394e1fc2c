/** Variables that look like ours and are not: a misspelt name would otherwise be ignored in silence. */
import { VARIABLES } from './variables.ts';

const PREFIXES = ['HUZHENG_', 'CIVIL_AFFAIRS_', 'MEDICAL_INSURANCE_', 'SOCIAL_SECURITY_', 'AID_SYSTEM_'];
/** Shorter names (`HOST`, `PORT`) resemble too many that belong to others. */
const SHORTEST_COMPARED = 8;
const NEAR = 2;
/** Within our own prefixes a name is ours, however it is written: a suggestion may be further off. */
const NEAR_WITHIN_PREFIX = 6;

export const misspeltWarnings = (names: readonly string[]): readonly string[] => {
  const known = new Set<string>(VARIABLES);
  return names.filter((name) => !known.has(name)).flatMap(warningAbout);
};

const warningAbout = (name: string): readonly string[] => {
  const ours = PREFIXES.some((prefix) => name.startsWith(prefix));
  if (!ours && name.length < SHORTEST_COMPARED) return [];
  const most = ours ? NEAR_WITHIN_PREFIX : NEAR;
  // No fewer edits than they differ in length: most are not worth comparing.
  const [nearest] = VARIABLES.filter((variable) => Math.abs(variable.length - name.length) <= most)
    .map((variable) => ({ variable, edits: editsBetween(name, variable) }))
    .sort((a, b) => a.edits - b.edits);
  const suggestion = nearest !== undefined && nearest.edits <= most ? `; did you mean ${nearest.variable}?` : '.';
  return ours || suggestion !== '.' ? [`${name} is not a variable of Huzheng and is ignored${suggestion}`] : [];
};

/** Levenshtein's distance, row by row. */
const editsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (a[line - 1] === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
