/** What the second city notices: duties its clients breach, and which of its planned misfortunes have come to pass. */
export type Misfortune =
  /** A gateway's own answer, with whatever it puts into the body. */
  | { readonly kind: 'gateway'; readonly status: 502 | 503 | 504; readonly body: string }
  | { readonly kind: 'too-many'; readonly seconds: number; readonly as: 'seconds' | 'date' }
  /** The call is served, and the connection breaks in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** The call is served, and not a byte of the answer arrives. */
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'stall'; readonly ms: number }
  /** The service refuses in its own words: the server knows how. */
  | { readonly kind: 'refusal' };

/** By the name of a call, and which of those calls (1 is the first) meets it. */
export type Misfortunes = Readonly<Record<string, Readonly<Record<number, Misfortune>>>>;

export class Ledger {
  readonly #breaches: string[] = [];
  readonly #planned = new Map<string, Misfortune>();
  readonly #calls = new Map<string, number>();
  readonly #askedToWait = new Map<string, number>();

  breach(where: string, what: string): void {
    this.#breaches.push(`${where}: ${what}`);
  }

  /** Notes a breach for each of `claims` that does not hold, and says whether all do. */
  demand(where: string, claims: Readonly<Record<string, boolean>>): boolean {
    const broken = Object.entries(claims).filter(([, holds]) => !holds);
    for (const [what] of broken) this.breach(where, `it is not so that ${what}`);
    return broken.length === 0;
  }

  get breaches(): readonly string[] {
    return [...this.#breaches];
  }

  plan(misfortunes: Misfortunes): void {
    for (const [call, byOrdinal] of Object.entries(misfortunes))
      for (const [ordinal, misfortune] of Object.entries(byOrdinal))
        this.#planned.set(`${call} #${Number(ordinal) + this.count(call)}`, misfortune);
  }

  /** Counts the call, and gives the misfortune planned for it. */
  meet(call: string): Misfortune | undefined {
    const ordinal = this.count(call) + 1;
    this.#calls.set(call, ordinal);
    const key = `${call} #${ordinal}`;
    const misfortune = this.#planned.get(key);
    this.#planned.delete(key);
    return misfortune;
  }

  count(call: string): number {
    return this.#calls.get(call) ?? 0;
  }

  /** Planned, and nobody called often enough to meet them. */
  get unmet(): readonly string[] {
    return [...this.#planned].map(([key, { kind }]) => `${key}: ${kind}`);
  }

  /** `what` was told to come back later; it may not be asked for again before `until` (epoch milliseconds). */
  askToWait(what: string, until: number): void {
    this.#askedToWait.set(what, until);
  }

  heedsWait(where: string, what: string, at: number): void {
    const until = this.#askedToWait.get(what);
    if (until === undefined) return;
    this.#askedToWait.delete(what);
    if (at < until) this.breach(where, `asked again ${until - at} ms before it was told to`);
  }
}
