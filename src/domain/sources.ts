/** Who testifies and about what: the names used in consents, configuration, books and contracts (`interfaces.md`, head). */

export const AUTHORITIES = ['civil-affairs', 'medical-insurance', 'social-security'] as const;
export type Authority = (typeof AUTHORITIES)[number];

/** The roster is a source too: it testifies about employer, household and membership. */
export const SOURCES = [...AUTHORITIES, 'aid-system'] as const;
export type Source = (typeof SOURCES)[number];

/** Every dataset belongs to one source; `health` ones need a consent that includes health (PIPL 28–30). */
export const DATASETS = {
  members: { source: 'aid-system', health: false },
  assistance: { source: 'civil-affairs', health: false },
  death: { source: 'civil-affairs', health: false },
  family: { source: 'civil-affairs', health: false },
  person: { source: 'medical-insurance', health: false },
  settlement: { source: 'medical-insurance', health: true },
  registration: { source: 'medical-insurance', health: true },
  participation: { source: 'social-security', health: false },
  contributions: { source: 'social-security', health: false },
  unemployment: { source: 'social-security', health: false },
  'work-injury': { source: 'social-security', health: false },
} as const satisfies Record<string, { source: Source; health: boolean }>;

export type Dataset = keyof typeof DATASETS;
/** A dataset that an authority publishes, the roster excepted. */
export type Testimony = Exclude<Dataset, 'members'>;

export const TESTIMONIES = (Object.keys(DATASETS) as Dataset[]).filter((dataset): dataset is Testimony => dataset !== 'members');
export const sourceOf = (dataset: Dataset): Source => DATASETS[dataset].source;

/**
 * Datasets whose questions need the person number that another dataset answers: medical insurance is asked for these by the number it gives those it insures
 * (`interfaces.md` §2, `psn_no`).
 */
export const ASKED_AFTER: Readonly<Partial<Record<Dataset, readonly Testimony[]>>> = { person: ['settlement', 'registration'] };

export const PURPOSES = ['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Who receives what a purpose produces; a written basis names one (`design.md`, "Only members, only what is agreed"). */
export const RECIPIENTS = ['federation', 'mutual-aid-association', 'foundation', 'insurer'] as const;
export type Recipient = (typeof RECIPIENTS)[number];
