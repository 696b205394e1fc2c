/** Who is asked about, as the roster has them at this moment: the night's copy, and where that knows no member or no consent, the feed read on. */
import type { Context } from '../../context.ts';
import type { Member } from '../../domain/canonical.ts';
import type { Purpose } from '../../domain/sources.ts';
import { withoutErased } from '../../pipeline/2-normalise/erased/job.ts';
import type { MemberFile } from '../../pipeline/2-normalise/member-file/job.ts';
import { openMember } from '../../storage/open-member.ts';
import { membershipsOf } from '../../storage/people.ts';
import type { Deadline } from './deadline.ts';
import type { Desk } from './desk.ts';
import { asOfNow, type KnownPerson, type RosterRow } from './known-person.ts';
import { permittedSources } from './live.ts';
import type { Question } from './question.ts';

interface Search {
  readonly question: Question;
  /** As the night left it; null: the roster knew no such member. */
  readonly file: MemberFile | null;
  readonly deadline: Deadline;
}

/**
 * `unread`: the roster knows no such member or no consent, and whether its feed does could not be found out. Null: neither does. Whoever may not be asked
 * about costs as many statements whether the news of the day name them or not: how long it takes says nothing.
 */
export const findPerson = async (
  { question: { idNumber, purpose }, file, deadline }: Search,
  { context, news }: Desk,
): Promise<KnownPerson | 'unread' | null> => {
  const circumstances = { bases: context.writtenBases, now: context.clock() };
  const stored = knownAs(file);
  const today = async (): Promise<KnownPerson | null> => asOfNow(stored, await besides(file, news.known(idNumber), context), circumstances);
  const isTold = news.known(idNumber).length > 0;
  const known = isTold ? await today() : asOfNow(stored, [], circumstances);
  if (mayBeUsed(known, purpose)) return known;
  // For its cost alone.
  if (!isTold) await today();
  try {
    await news.readOn(deadline.signal());
  } catch (fault) {
    context.log.failed({ doing: 'read-roster-news', fault });
    return 'unread';
  }
  return today();
};

/** Whose memberships are read where there is nobody. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * What else the roster has of them beside the news: by these, another of their memberships may count. The feed keeps naming whoever was erased here; they
 * are back only with a consent given since.
 */
const besides = async (
  file: MemberFile | null,
  told: readonly Member[],
  { pool, lookup, vault }: Context,
): Promise<readonly RosterRow[]> => {
  const memberships = await membershipsOf(pool, file?.stored.personKey ?? NOBODY);
  const alive = await withoutErased(pool, told, { lookup });
  if (told.length === 0) return [];
  return [...memberships.map((member) => ({ content: member.content, sealed: openMember(member, vault) })), ...alive];
};

const mayBeUsed = (known: KnownPerson | null, purpose: Purpose): boolean => {
  const dossier = known?.byPurpose[purpose] ?? null;
  return dossier !== null && permittedSources(dossier).length > 0;
};

const knownAs = (file: MemberFile | null): KnownPerson | null =>
  file === null ? null : { roster: file.roster, nameNow: file.roster.name, content: file.stored.content, byPurpose: file.byPurpose };
