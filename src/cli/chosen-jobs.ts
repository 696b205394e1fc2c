/** Which failed jobs are meant by ids, or beginnings of ids, as somebody types them. Pure. */
import { Fault } from '../faults.ts';

export interface ChosenJobs {
  readonly jobIds: readonly string[];
  /** Of those that were typed: with these no failed job begins. */
  readonly unknown: readonly string[];
}

/** Each says one job. Nothing, as of a variable that is not set, begins all of them, and says none. Throws `invalid` for what several begin with. */
export const chosenAmong = (failed: readonly string[], typed: readonly string[]): ChosenJobs => {
  const meant = typed.map((id) => ({ id, job: onlyOne(failed, id) }));
  return {
    jobIds: [...new Set(meant.flatMap(({ job }) => job ?? []))],
    unknown: meant.flatMap(({ id, job }) => (job === null ? [id] : [])),
  };
};

const onlyOne = (failed: readonly string[], id: string): string | null => {
  const [job = null, another] = id === '' ? [] : failed.filter((workId) => workId.startsWith(id.toLowerCase()));
  if (another !== undefined)
    throw new Fault('invalid', { code: 'several-jobs', detail: `More than one failed job begins with ${id}; say more of its id.` });
  return job;
};
