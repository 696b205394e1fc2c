/** What waits: work that nobody does, a disk that fills, rows, applications and requests that only a person settles. */
import type { AlertSettings } from '../settings.ts';
import type { Signal } from '../signal.ts';
import type { Situation } from '../situation.ts';

const NOBODYS = { source: null, round: null, datasets: [] } as const;

export const workWaiting = ({ waiting }: Situation, { minutes }: AlertSettings['work-waiting']): readonly Signal[] =>
  waiting.units === 0 || waiting.minutes < minutes
    ? []
    : [
        {
          ...NOBODYS,
          subject: 'work',
          standing: 'crossed',
          value: waiting.minutes,
          threshold: minutes,
          facts: { units: waiting.units, minutes: waiting.minutes, worker: waiting.hasWorker ? 'yes' : 'no' },
        },
      ];

export const diskFilling = ({ free }: Situation, { freeMegabytes }: AlertSettings['disk-filling']): readonly Signal[] | 'unsaid' => {
  if (free === null) return 'unsaid';
  if (free >= freeMegabytes) return [];
  return [{ ...NOBODYS, subject: 'disk', standing: 'crossed', value: free, threshold: freeMegabytes, facts: { free } }];
};

/** Told again only when a later night has added to them. */
export const quarantineFull = ({ quarantine }: Situation, { rows }: AlertSettings['quarantine-full']): readonly Signal[] =>
  quarantine
    .filter(({ open }) => open >= rows)
    .map(({ dataset, open, newestRun }) => ({
      ...NOBODYS,
      subject: dataset,
      standing: 'over',
      round: newestRun,
      value: open,
      threshold: rows,
      facts: { dataset, rows: open },
    }));

export const concernsOpen = ({ concerns }: Situation, { applications }: AlertSettings['concerns-open']): readonly Signal[] =>
  concerns.open < applications
    ? []
    : [
        {
          ...NOBODYS,
          subject: 'concerns',
          standing: 'over',
          round: concerns.newestOn,
          value: concerns.open,
          threshold: applications,
          facts: { applications: concerns.open },
        },
      ];

export const correctionsOverdue = ({ corrections }: Situation, { requests }: AlertSettings['corrections-overdue']): readonly Signal[] => {
  if (corrections.overdue < requests) return [];
  const { overdue, newestOn } = corrections;
  return [
    {
      ...NOBODYS,
      subject: 'corrections',
      standing: 'over',
      round: newestOn,
      value: overdue,
      threshold: requests,
      facts: { requests: overdue },
    },
  ];
};
