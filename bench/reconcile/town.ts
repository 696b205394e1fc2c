/** The counterparts' process, from the bench's side. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CREDENTIALS } from '../../test/support/counterpart-variables.ts';
import { announcedBy, end } from '../children.ts';
import { benchFolder, closedAtLast } from '../leaving.ts';
import type { CityPlan } from './city/city.ts';
import type { Figures } from './counterparts.ts';

const PROCESS = join(import.meta.dirname, 'counterparts.ts');

export interface Town {
  readonly url: string;
  readonly variables: Readonly<Record<string, string>>;
  /** What they were asked since the last time, and what it cost them from then on. */
  readonly figures: () => Promise<Figures>;
  readonly turnTo: (night: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Settled once its pages are written: for a million members some minutes, and eleven gigabytes. */
export const openTown = async ({ members, date, newsNights }: CityPlan): Promise<Town> => {
  const folder = await benchFolder('pages');
  const child = spawn(process.execPath, [PROCESS, String(members), date, String(newsNights), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = closedAtLast(async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  });
  const { url } = JSON.parse(await announcedBy(child, 'the process of the counterparts')) as { readonly url: string };
  const control = async (query: string): Promise<Figures> => (await fetch(`${url}/bench${query}`)).json() as Promise<Figures>;
  return {
    url,
    variables: {
      ...CREDENTIALS,
      CIVIL_AFFAIRS_BASE_URL: url,
      MEDICAL_INSURANCE_BASE_URL: url,
      SOCIAL_SECURITY_BASE_URL: url,
      AID_SYSTEM_BASE_URL: url,
    },
    figures: () => control(''),
    turnTo: async (night) => void (await control(`?night=${night}`)),
    close,
  };
};
