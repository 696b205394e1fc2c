/** Codes in the words of the console: whoever reads an alert finds the same ones there. What has none stands for itself. */
import words from '../words.json' with { type: 'json' };

type Terms = Readonly<Record<string, { readonly zh: string }>>;
const FAULTS: Terms = words.faults;
const DATASETS: Terms = words.datasets;

export const datasetInChinese = (dataset: string): string => DATASETS[dataset]?.zh ?? dataset;

/** Why a call or a job failed; null: not said. */
export const causeInChinese = (code: string | null): string => (code === null ? '原因未知' : (FAULTS[code]?.zh ?? code));
