/** The feeds of the bench city by name: rows of the first night, and of each night that brings news. */

import type { City } from '../city/city.ts';
import { assistance, assistanceNews, deaths } from '../city/civil-affairs.ts';
import { members, membersNews } from '../city/roster.ts';
import {
  contributions,
  contributionsNews,
  participation,
  participationNews,
  unemployment,
  unemploymentNews,
  workInjury,
} from '../city/social-security.ts';

export type FeedName = 'members' | 'assistance' | 'death' | 'participation' | 'contributions' | 'unemployment' | 'work-injury';

interface Feed {
  readonly first: (city: City) => Iterable<string>;
  readonly news: (city: City, night: number) => Iterable<string>;
}

const nothing = (): Iterable<string> => [];

export const FEEDS: Readonly<Record<FeedName, Feed>> = {
  members: { first: members, news: membersNews },
  assistance: { first: assistance, news: assistanceNews },
  death: { first: deaths, news: nothing },
  participation: { first: participation, news: participationNews },
  contributions: { first: contributions, news: contributionsNews },
  unemployment: { first: unemployment, news: unemploymentNews },
  'work-injury': { first: workInjury, news: nothing },
};

export const FEED_NAMES = Object.keys(FEEDS) as readonly FeedName[];
