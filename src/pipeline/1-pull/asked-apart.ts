/**
 * People asked about together, and once more in parts where the answer leaves open whose its rows are: then such a row costs those it may concern, and not
 * everybody who happened to be asked about with them. Pure but for what it is told to ask.
 */

/** What was answered, of these people and nobody else. */
export interface Answered<Person, Row> {
  readonly people: readonly Person[];
  readonly rows: readonly Row[];
}

export interface Asking<Person, Row> {
  readonly ask: (people: readonly Person[]) => Promise<readonly Row[]>;
  /** Into which parts to divide them; fewer than two: the answer tells all, or asking again would not help. */
  readonly apart: (answered: Answered<Person, Row>) => readonly (readonly Person[])[];
}

/** For one batch, beyond the first: as many as it takes to find one row among a hundred people by halves. What is open then stays open. */
export const MOST_FURTHER_CALLS = 16;

export const answersAbout = async <Person, Row>(
  people: readonly Person[],
  { ask, apart }: Asking<Person, Row>,
): Promise<readonly Answered<Person, Row>[]> => {
  const told: Answered<Person, Row>[] = [];
  let callsLeft = MOST_FURTHER_CALLS;
  let open: readonly Answered<Person, Row>[] = [{ people, rows: await ask(people) }];
  while (open.length > 0) {
    const anew: Answered<Person, Row>[] = [];
    for (const answered of open) {
      const parts = apart(answered);
      if (parts.length < 2 || parts.length > callsLeft) told.push(answered);
      else {
        callsLeft -= parts.length;
        for (const part of parts) anew.push({ people: part, rows: await ask(part) });
      }
    }
    open = anew;
  }
  return told;
};
