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

/** `unread`: the roster knows no such member or no consent, and whether its feed does could not be found out. Null: neither does. */
export const findPerson = async (
  { question: { idNumber, purpose }, file, deadline }: Search,
  { context, news }: Desk,
): Promise<KnownPerson | 'unread' | null> => {
  const circumstances = { bases: context.writtenBases, now: context.clock() };
  const stored = knownAs(file);
  const today = async (): Promise<KnownPerson | null> => asOfNow(stored, await besides(file, news.known(idNumber), context), circumstances);
  const known = await today();
  if (mayBeUsed(known, purpose)) return known;
  try {
    await news.readOn(deadline.signal());
  } catch (fault) {
    context.log.failed({ doing: 'read-roster-news', fault });
    return 'unread';
  }
  return today();
};

/**
 * What else the roster has of them, where there is news: by it, another of their memberships may count. The feed keeps naming whoever was erased here;
 * they are back only with a consent given since.
 */
const besides = async (
  file: MemberFile | null,
  told: readonly Member[],
  { pool, lookup, vault }: Context,
): Promise<readonly RosterRow[]> => {
  if (told.length === 0) return [];
  const memberships = file === null ? [] : await membershipsOf(pool, file.stored.personKey);
  const stored = memberships.map((member) => ({ content: member.content, sealed: openMember(member, vault) }));
  return [...stored, ...(await withoutErased(pool, told, { lookup }))];
};

const mayBeUsed = (known: KnownPerson | null, purpose: Purpose): boolean => {
  const dossier = known?.byPurpose[purpose] ?? null;
  return dossier !== null && permittedSources(dossier).length > 0;
};

const knownAs = (file: MemberFile | null): KnownPerson | null =>
  file === null ? null : { roster: file.roster, nameNow: file.roster.name, content: file.stored.content, byPurpose: file.byPurpose };
