/** A change that can be a statement of its own, or part of another one: then both are one round trip, and one commit. */
import type pg from 'pg';

export interface Clause {
  /** Of the statement it becomes; inside another, what its rows are called. */
  readonly name: string;
  /** It answers rows; `$(n)` is its nth parameter, from 1. */
  readonly text: ($: (nth: number) => string) => string;
  readonly values: readonly unknown[];
}

export const statementOf = ({ name, text, values }: Clause): pg.QueryConfig => ({
  name,
  text: text((nth) => `$${nth}`),
  values: [...values],
});

/** What stands before a statement whose own parameters are so many: each clause named, and their values after its own. */
export const clausesBeside = (
  clauses: readonly Clause[],
  own: number,
): { readonly texts: readonly string[]; readonly values: readonly unknown[] } => {
  const values: unknown[] = [];
  const texts = clauses.map((clause) => {
    const before = own + values.length;
    values.push(...clause.values);
    return `${clause.name} as (${clause.text((nth) => `$${before + nth}`)})`;
  });
  return { texts, values };
};
