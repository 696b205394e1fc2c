/**
 * Assistance status: does the member receive 低保, 特困 or other social assistance now, and in which class? Here 低保 conflicts are judged. Civil
 * affairs grants it (JZLB), medical insurance keeps it as an identity (psn_idet_type), social security flags it (AAC148, AAC158).
 */
import type { CanonicalContent } from '../../../domain/canonical.ts';
import { type Day, dayAt, holdsOn, monthOf } from '../../../domain/period.ts';
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import { BEARINGS, type Bearing, type Category, CLAIMS, RECIPIENT_FLAG } from '../assistance-categories.ts';
import { compareText, isCurrent, newestFirst } from '../current.ts';
import { endStillSpeaks } from '../freshness.ts';
import type { Heard } from '../hear.ts';
import type { CheckRule } from '../rule.ts';
import { type Saying, testify } from '../testimony.ts';

/** One category that a source has on file for the person. */
interface Grant {
  readonly category: Category;
  readonly record: CanonicalRecord;
  readonly holds: boolean;
  /** First day or month, to tell the newest; text order is time order. */
  readonly since: string;
  readonly endedOn: Day | null;
}

/** The newest grant is the source's word: households move from one class to another, and the old row is not always stopped. */
const newest = (grants: readonly Grant[]): Grant | undefined =>
  grants.toSorted(
    (a, b) => compareText(b.since, a.since) || compareText(a.category, b.category) || compareText(a.record.recordKey, b.record.recordKey),
  )[0];

/**
 * What a source says, and the day (or month) on which it did: a row's last change, the end of what ended, and of what is held its first day, since that is
 * entered once and never again looked at. Null where it says none.
 */
interface Word extends Saying {
  readonly spokenOn?: string | null;
}

/** Civil affairs grants: only its own date says when assistance began, a copy's may be the day of copying. */
const beginningOf = (grants: readonly Grant[]): string | null => newest(grants.filter(isClaim))?.since || null;
const isClaim = ({ holds, category }: Grant): boolean => holds && BEARINGS[category] === 'claims';

const DENIALS: ReadonlySet<Saying['state']> = new Set(['says-otherwise', 'ended']);

/**
 * Authorities lag by weeks: what one wrote before a grant began is no word on that grant, and so no contradiction. The month the grant began counts
 * as after, since no day of it is stated.
 */
const ofThisGrant = ({ spokenOn = null, ...saying }: Word, begun: string | null): Saying =>
  begun !== null && spokenOn !== null && DENIALS.has(saying.state) && spokenOn < begun ? { state: 'absent' } : saying;

const changedOn = ({ changedAt }: CanonicalRecord): Day | null => (changedAt === null ? null : dayAt(changedAt));

/** What is held decides before what has ended; a category without meaning might be any, so it keeps the source from denying. */
const sayingOf = (grants: readonly Grant[], on: Day): Word => {
  const held = (bearing: Bearing): readonly Grant[] => grants.filter((grant) => grant.holds && BEARINGS[grant.category] === bearing);
  const claim = newest(held('claims'));
  if (claim !== undefined) return { state: 'says-yes', value: claim.category, records: [claim.record] };
  const first = (['supports', 'no-such-code', 'denies'] as const)
    .map((bearing) => ({ bearing, grant: newest(held(bearing)) }))
    .find(({ grant }) => grant !== undefined);
  if (first?.grant !== undefined)
    return { state: STATE_OF[first.bearing], records: [first.grant.record], spokenOn: first.grant.since || null };
  const ended = newest(
    grants.filter(
      ({ category, endedOn }) => BEARINGS[category] === 'claims' && endedOn !== null && endedOn <= on && endStillSpeaks(endedOn, on),
    ),
  );
  if (ended === undefined) return { state: 'absent' };
  return { state: 'ended', value: ended.category, records: [ended.record], spokenOn: ended.endedOn };
};
/** What a category held puts the source in, where it is not a claim. */
const STATE_OF = { supports: 'says-nearly', 'no-such-code': 'no-such-code', denies: 'says-otherwise' } as const;

/** `TFRQ` is the day assistance stopped: on that day it no longer runs. */
const grantOfCivilAffairs = (record: CanonicalRecord<'assistance'>, on: Day): Grant => {
  const { category, since, stoppedOn } = record.content;
  const isRunning = (stoppedOn === null || stoppedOn > on) && (since === null || since <= monthOf(on));
  return { category, record, holds: isRunning, since: since ?? '', endedOn: stoppedOn };
};

/** An `idetinfo` entry holds from `begntime` to `endtime`, both inclusive, empty = open (`interfaces.md` §2). */
const grantsOfMedicalInsurance = (record: CanonicalRecord<'person'>, on: Day): readonly Grant[] =>
  record.content.identities.map(({ category, from, to }) => ({
    category,
    record,
    holds: holdsOn(on, { from, to }),
    since: from ?? '',
    endedOn: to,
  }));

/** 低保 named beside a flag that denies it, or no assistance beside one that affirms it: the row has no answer. */
const contradictsItself = ({ hardshipCategory, assistanceRecipient }: CanonicalContent['participation']): boolean =>
  (hardshipCategory === 'dibao' && assistanceRecipient === 'no') || (hardshipCategory === 'not-assisted' && assistanceRecipient === 'yes');

/** Either is stated and means nothing here: it might be any, so the row neither denies nor leaves the word to an older one. */
const isWithoutMeaning = ({ hardshipCategory, hardshipLabel, assistanceRecipient }: CanonicalContent['participation']): boolean =>
  (BEARINGS[hardshipCategory] === 'no-such-code' && hardshipLabel !== null) || assistanceRecipient === 'no-such-code';

/** A category named is more than a flag. A flag denied denies 低保 alone: 特困 and 低保边缘 have their own registers. */
const flagged = (record: CanonicalRecord<'participation'>): Saying => {
  const { hardshipCategory, assistanceRecipient } = record.content;
  const bearing = BEARINGS[hardshipCategory];
  if (contradictsItself(record.content)) return { state: 'not-stated' };
  if (bearing === 'claims') return { state: 'says-yes', value: hardshipCategory, records: [record] };
  if (assistanceRecipient === 'yes') return { state: 'says-yes', value: RECIPIENT_FLAG, records: [record] };
  if (bearing === 'supports' || bearing === 'denies') return { state: STATE_OF[bearing], records: [record] };
  if (isWithoutMeaning(record.content)) return { state: 'no-such-code', records: [record] };
  return assistanceRecipient === 'no' ? { state: 'says-otherwise', value: 'dibao', records: [record] } : { state: 'not-stated' };
};

/** The latest current participation that says anything: flags of an employment that is over are nobody's to keep up. */
const sayingOfSocialSecurity = ({ on, records }: Heard): Word => {
  const participations = records.participation;
  if (participations.length === 0) return { state: 'absent' };
  const current = newestFirst(participations.filter((record) => isCurrent(record, on)));
  const sayings = current.map((record): Word => ({ ...flagged(record), spokenOn: changedOn(record) }));
  return sayings.find(({ state }) => state !== 'not-stated') ?? { state: 'not-stated' };
};

export const assistanceStatus: CheckRule = {
  conflict: 'assistance-conflict',
  claims: CLAIMS,
  statements: (heard) => {
    const { on, records } = heard;
    const granted = records.assistance.map((record) => grantOfCivilAffairs(record, on));
    const identities = records.person.flatMap((record) => grantsOfMedicalInsurance(record, on));
    const begun = beginningOf(granted);
    return [
      testify(heard, { check: 'assistance-status', source: 'civil-affairs', datasets: ['assistance'] }, sayingOf(granted, on)),
      testify(
        heard,
        { check: 'assistance-status', source: 'medical-insurance', datasets: ['person'] },
        ofThisGrant(sayingOf(identities, on), begun),
      ),
      testify(
        heard,
        { check: 'assistance-status', source: 'social-security', datasets: ['participation'] },
        ofThisGrant(sayingOfSocialSecurity(heard), begun),
      ),
    ];
  },
};
