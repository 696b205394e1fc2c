// What the sandbox saw: calls, faults, quirks, refusals and violations of the protocol. No personal data enters it.

export const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security', 'aid-system'] as const;
export type SourceId = (typeof SOURCES)[number];

/** A caller did not keep to interfaces.md. `detail` says what, never about whom. */
export interface Violation {
  readonly source: SourceId;
  readonly rule: string;
  readonly detail: string;
  /** How often it was seen. */
  readonly times: number;
}

export interface ApplicationCounts {
  readonly accepted: number;
  readonly replayed: number;
  readonly replaced: number;
  readonly conflicting: number;
  readonly invalid: number;
  readonly unknownMember: number;
  readonly withdrawn: number;
}

type PerSource = Readonly<Record<SourceId, Readonly<Record<string, number>>>>;

export interface SandboxCounts {
  /** By operation: sid, infno, feed or route. */
  readonly calls: PerSource;
  /** The calls `--faults` counts percents of. */
  readonly expectedCalls: Readonly<Record<SourceId, number>>;
  /** By kind: calls a fault was injected into. */
  readonly faults: PerSource;
  /** By the authority's own code or words: wrong signature, secret expired, quota used up, sign-in gone. */
  readonly refusals: PerSource;
  /** By quirk: how often it was put on the wire. */
  readonly quirks: Readonly<Record<string, number>>;
  readonly applications: ApplicationCounts;
  /** Faults of the sandbox itself; always 0. */
  readonly crashes: number;
}

class Counter {
  readonly #times = new Map<string, number>();

  add(name: string, times = 1): void {
    this.#times.set(name, (this.#times.get(name) ?? 0) + times);
  }

  of(name: string): number {
    return this.#times.get(name) ?? 0;
  }

  all(): Record<string, number> {
    return Object.fromEntries([...this.#times].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

const perSource = <T>(make: (source: SourceId) => T): Record<SourceId, T> => ({
  'civil-affairs': make('civil-affairs'),
  'medical-insurance': make('medical-insurance'),
  'social-security': make('social-security'),
  'aid-system': make('aid-system'),
});

/** Counters of one sandbox; they only grow. */
export class Tally {
  readonly #calls = perSource(() => new Counter());
  readonly #faults = perSource(() => new Counter());
  readonly #refusals = perSource(() => new Counter());
  readonly #quirks = new Counter();
  readonly #applications = new Counter();
  readonly #violations = new Map<string, Violation>();
  #crashes = 0;

  called(source: SourceId, operation: string): void {
    this.#calls[source].add(operation);
  }

  faulted(source: SourceId, kind: string): void {
    this.#faults[source].add(kind);
  }

  refused(source: SourceId, reason: string): void {
    this.#refusals[source].add(reason);
  }

  quirk(name: string): void {
    this.#quirks.add(name);
  }

  application(what: keyof ApplicationCounts): void {
    this.#applications.add(what);
  }

  crashed(): void {
    this.#crashes += 1;
  }

  violated(source: SourceId, rule: string, detail: string): void {
    const key = `${source} ${rule} ${detail}`;
    this.#violations.set(key, { source, rule, detail, times: (this.#violations.get(key)?.times ?? 0) + 1 });
  }

  violations(): Violation[] {
    return [...this.#violations.values()];
  }

  counts(expectedCalls: Readonly<Record<SourceId, number>>): SandboxCounts {
    const applications = this.#applications;
    return {
      calls: perSource((source) => this.#calls[source].all()),
      expectedCalls,
      faults: perSource((source) => this.#faults[source].all()),
      refusals: perSource((source) => this.#refusals[source].all()),
      quirks: this.#quirks.all(),
      applications: {
        accepted: applications.of('accepted'),
        replayed: applications.of('replayed'),
        replaced: applications.of('replaced'),
        conflicting: applications.of('conflicting'),
        invalid: applications.of('invalid'),
        unknownMember: applications.of('unknownMember'),
        withdrawn: applications.of('withdrawn'),
      },
      crashes: this.#crashes,
    };
  }
}
