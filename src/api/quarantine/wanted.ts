/** Which rows a replay is wanted of: chosen in exactly one way. Pure. */
import { sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { WantedRows } from '../../storage/replays.ts';

export interface Choice {
  readonly ids?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly dataset?: string | undefined;
  readonly reason?: string | undefined;
}

export const wantedRows = ({ ids, source, dataset, reason }: Choice): WantedRows => {
  const isOfCause = source !== undefined || dataset !== undefined;
  if (ids !== undefined && !isOfCause && reason === undefined) return { ids: [...new Set(ids)] };
  if (ids !== undefined || !isOfCause) throw nothingChosen();
  return { datasets: testimoniesOf({ source, dataset }), reason: reason ?? null };
};

/** Datasets of a source, or one of that name, or both. */
const testimoniesOf = ({ source, dataset }: Pick<Choice, 'source' | 'dataset'>): readonly Testimony[] =>
  TESTIMONIES.filter((one) => (source === undefined || sourceOf(one) === source) && (dataset === undefined || one === dataset));

const nothingChosen = (): Fault =>
  new Fault('invalid', {
    code: 'nothing-chosen',
    detail: 'Choose rows by their ids, or by source, dataset or both, and of these by reason; and in one way only.',
    fields: ['/ids', '/source', '/dataset'],
  });
