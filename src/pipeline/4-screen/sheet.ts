/** What is known of one member tonight, as screening is told it: facts with their evidence for each purpose; then what earlier nights left open. */
import { dayAt } from '../../domain/period.ts';
import { withoutReversed } from '../../domain/settlements.ts';
import type { Purpose } from '../../domain/sources.ts';
import { type ReadingPolicy, readable } from './facts/reading.ts';
import { stayFacts } from './facts/stay.ts';
import { factsOf } from './facts.ts';
import { personHolds } from './holds.ts';
import type { Before, FactSheet, Person, Sheet, View } from './types.ts';

/** Each purpose sees only its own dossier, and of one that is shared the facts are read once; the dossiers must be of one business day. Of the nights before it says nothing. */
export const sheetOf = ({ memberId, byPurpose }: Person, policy: ReadingPolicy): Sheet => {
  const read = new Map<View, FactSheet>();
  const sheetFor = (purpose: Purpose): FactSheet | null => {
    const view = byPurpose[purpose];
    if (view === null) return null;
    const own = read.get(view) ?? { facts: factsOf(view, policy), holds: personHolds(view) };
    read.set(view, own);
    return own;
  };
  const member = Object.values(byPurpose).find((view) => view !== null)?.dossier.member;
  return {
    memberId,
    district: member?.district ?? null,
    file: member?.aidFile == null ? null : { openedOn: member.aidFile.openedOn },
    isHead: isHead(byPurpose['hardship-screening']),
    isHouseholdUnread: isHouseholdUnread(byPurpose['hardship-screening'], policy),
    byPurpose: {
      'hardship-screening': sheetFor('hardship-screening'),
      'mutual-aid-claim': sheetFor('mutual-aid-claim'),
      'exclusive-protection': sheetFor('exclusive-protection'),
    },
    stays: staysOf(byPurpose['mutual-aid-claim'], policy),
    before: NOTHING_BEFORE,
  };
};

const NOTHING_BEFORE: Before = { openHardship: null, withoutGroundSince: null };

/** What nights left open is of hardship screening: where that may use nothing any more, it is not told on either. */
export const toldOfBefore = (sheet: Sheet, before: Before): Sheet => ({
  ...sheet,
  before: sheet.byPurpose['hardship-screening'] === null ? NOTHING_BEFORE : before,
});

const isHead = (view: View | null): boolean => {
  const records = view?.dossier.records;
  return [...(records?.family ?? []), ...(records?.assistance ?? [])].some(({ content }) => content.isHead === true);
};

/** What a later night mends; what the member did not consent to would hold their own application back for ever. */
const isHouseholdUnread = (view: View | null, policy: ReadingPolicy): boolean => {
  if (view === null) return false;
  const { records } = view.dossier;
  const isKnown = [...records.family, ...records.assistance].some(({ digests }) => digests?.['household'] !== undefined);
  const reading = readable(view.dossier, 'family', policy);
  return !isKnown && !reading.ok && reading.fact.reason !== 'withheld';
};

const staysOf = (view: View | null, policy: ReadingPolicy): Sheet['stays'] => {
  if (view === null || view.dossier.member.mutualAid === null) return null;
  const { dossier } = view;
  const reading = readable(dossier, 'settlement', policy);
  if (!reading.ok) return reading.fact.reason;
  return withoutReversed(reading.records)
    .filter(({ content }) => content.care === 'inpatient' || content.care === 'unknown')
    .map((stay) => ({
      settlement: stay.recordKey,
      hospitalCode: stay.content.hospitalLevel,
      settledOn: dayAt(stay.content.settledAt),
      ...(stay.content.care === 'unknown' && { isCareUnknown: true as const }),
      facts: stayFacts(dossier, stay),
    }));
};
