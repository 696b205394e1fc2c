/** What is done tonight with each application of those who lie on a desk, and what of it an operator has to look into. Nothing is written. */
import type { ApplicationChange, OfferedBy, StoredApplication, StoredVersion } from '../../../storage/applications.ts';
import type { Concern } from '../../../storage/concerns.ts';
import type { StoredCase } from '../../../storage/screenings.ts';
import type { MemberFile } from '../../2-normalise/member-file/job.ts';
import { caseIdOf } from '../../4-screen/case-id.ts';
import type { Case, Offer, Standing } from '../../4-screen/types.ts';
import {
  applicationIdOf,
  type ConcernKind,
  concernAboutGone,
  concernAboutOffered,
  type Decision,
  decideGone,
  decideKept,
  decideOffered,
  isDecided,
  namesAnother,
} from '../application.ts';
import { type ApplicationState, isTakenBack } from '../callback.ts';
import { type Delivery, deliveryOf, type SealedVersion } from '../delivery.ts';
import { type Desk, isUntaken } from '../desk/job.ts';
import { prefill } from '../prefill.ts';
import { PROGRAMME_TABLE } from '../programmes.ts';
import type { Applicant, Candidate, Issued } from '../types.ts';

export interface Outcome {
  readonly personKey: string;
  readonly applicationId: string;
  readonly change?: ApplicationChange;
  readonly version?: StoredVersion;
  readonly next?: Delivery;
  /** The same under other member ids, as far as it may stand there. */
  readonly insteadOf?: readonly string[];
  /** Only of what a worker has confirmed. */
  readonly concern?: ConcernKind | 'unsaid' | null;
}

export const decideAll = (desk: Desk): readonly Outcome[] => {
  const offered = desk.known.cases.flatMap((found) => found.content.offers.flatMap((offer) => decideOffer(found, offer, desk)));
  const ids = new Set(offered.map((one) => one.applicationId));
  const gone = desk.known.applications
    .filter((application) => !ids.has(application.applicationId))
    .map((application) => decideOrphan(application, desk));
  return [...offered, ...gone];
};

export const concernsAmong = (outcomes: readonly Outcome[]): readonly Concern[] =>
  outcomes.flatMap(({ concern = null, personKey, applicationId }) =>
    concern === null || concern === 'unsaid' ? [] : [{ personKey, applicationId, kind: concern }],
  );

/** What of those who lie on the desk is an operator's concern now. */
export const concernsOn = (desk: Desk): readonly Concern[] => concernsAmong(decideAll(desk));

type OpenCase = StoredCase & { readonly content: Case };

const decideOffer = (found: OpenCase, offer: Offer, desk: Desk): readonly Outcome[] => {
  const file = desk.fileOf(found.personKey);
  const applicant = file === undefined ? null : desk.applicantOf(file, offer.programme);
  // A case named by a member id that counted before is still to be screened by the one that counts.
  if (file === undefined || applicant === null || found.caseId !== caseIdOf(file.stored.memberId, found.content)) return [];
  const { memberId } = file.stored;
  const applicationId = applicationIdOf(memberId, offer.programme, found.episode);
  const known = desk.known.applications.find((application) => application.applicationId === applicationId);
  // The form of a claim names the policy on the roster: of a stay that tonight did not find, that may be another than the one it was found by.
  const candidate = isUnjudgedClaim(found, desk) ? null : prefill(found.content, offer, applicant);
  const others = underOtherIds(found, offer, { applicationId, applicant, desk });
  const decided = known !== undefined && isLeftAlone(known) ? known : others.find((one) => isKnownDecided(one, known, desk));
  if (decided !== undefined) return standsFor(found, { decided, known, candidate, desk });
  const issued = known === undefined ? null : desk.issuedOf(known);
  const application = { personKey: found.personKey, applicationId, memberId, caseId: found.caseId, programme: offer.programme };
  const { id, version } = desk.screenedOf(found.personKey)?.ruleSet ?? desk.ruleSet;
  const offeredBy = { ruleSet: { id, version }, rules: offer.rules };
  const decision =
    candidate === null
      ? decideKept(issued, offer.held, desk.run.date)
      : decideOffered(issued, candidate, offer.held, { on: desk.run.date, newest: known?.version ?? 0 });
  const outcome = outcomeOf(decision, { application, known, file, records: candidate?.records ?? issued?.records ?? [], offeredBy, desk });
  return [{ ...outcome, insteadOf: others.filter(mayStand).map((one) => one.applicationId) }];
};

interface Sought {
  readonly applicationId: string;
  readonly applicant: Applicant;
  readonly desk: Desk;
}

/** The same programme and episode under others of the person's member ids (decision 0030), but not what is about whoever a mistaken number made the member. */
const underOtherIds = (
  { personKey, episode }: OpenCase,
  { programme }: Offer,
  { applicationId, applicant, desk }: Sought,
): readonly StoredApplication[] =>
  desk.known.applications.filter((one) => {
    if (one.personKey !== personKey || one.programme !== programme || one.applicationId === applicationId) return false;
    const issued = desk.issuedOf(one);
    const memberId = one.memberId ?? issued?.memberId;
    if (memberId === undefined || one.applicationId !== applicationIdOf(memberId, programme, episode)) return false;
    return issued === null || !namesAnother(issued.form, applicant.roster.idNumber);
  });

/** Where the form is not kept any more nobody can tell whom it was about: what waits for the worker is left to them. */
const isKnownDecided = (application: StoredApplication, known: StoredApplication | undefined, desk: Desk): boolean =>
  isLeftAlone(application) && (known?.state !== 'delivered' || desk.issuedOf(application) !== null);

interface Decided {
  readonly decided: StoredApplication;
  /** Of the id that would be offered. */
  readonly known: StoredApplication | undefined;
  readonly candidate: Candidate | null;
  readonly desk: Desk;
}

/** Nothing is offered beside it. It is of the case that is open, by whichever member id that is named: as long as it is, the decision is kept. */
const standsFor = ({ caseId }: OpenCase, { decided, known, candidate, desk }: Decided): readonly Outcome[] => {
  const issued = desk.issuedOf(decided);
  const left = leftAlone(decided, () => (issued === null || candidate === null ? 'unsaid' : concernAboutOffered(issued, candidate)));
  return [
    decided.caseId === caseId ? left : { ...left, change: { ...decided, caseId } },
    ...(known === undefined || known === decided ? [] : [decideOrphan(known, desk, JUDGED)]),
  ];
};

const isUnjudgedClaim = ({ personKey, episode, content: { purpose } }: StoredCase, { screenedOf }: Desk): boolean =>
  purpose === 'mutual-aid-claim' &&
  !(screenedOf(personKey)?.cases ?? []).some((found) => found.purpose === purpose && found.episode === episode);

const isLeftAlone = (application: StoredApplication): boolean =>
  application.state !== 'withdrawing' && isDecided(application.remoteStatus) && !isTakenBack(application);

const mayStand = (application: StoredApplication): boolean =>
  application.version > 0 && application.state !== 'withdrawn' && !isLeftAlone(application);

/** Nothing is done to it. Whoever waits for the union because they confirmed it is an operator's concern, where it is not what they confirmed. */
const leftAlone = (
  { personKey, applicationId, remoteStatus }: StoredApplication,
  concernNow: () => ConcernKind | 'unsaid' | null,
): Outcome => ({ personKey, applicationId, ...(remoteStatus === 'confirmed' && { concern: concernNow() }) });

/** Issued or held earlier, and no open case offers it any more, or the same was decided under another member id. */
const decideOrphan = (application: StoredApplication, desk: Desk, judged?: Standing): Outcome => {
  const { personKey, applicationId } = application;
  const nothing = { personKey, applicationId };
  const issued = desk.issuedOf(application);
  const standing = judged ?? groundOf(application, issued, desk);
  if (isLeftAlone(application)) return leftAlone(application, () => (standing === null ? 'unsaid' : concernAboutGone(standing)));
  const file = desk.fileOf(application.personKey);
  if (standing === null || file === undefined || application.state === 'withdrawn') return nothing;
  if (issued === null || (isUntaken(application) && !IN_DOUBT.includes(application.state)))
    return standing.state === 'cannot-judge' ? nothing : { ...nothing, change: { ...application, state: 'withdrawn', holdReason: null } };
  return outcomeOf(decideGone(issued, standing), {
    application,
    known: application,
    file,
    records: issued.records,
    offeredBy: null,
    desk,
  });
};

/** Sent perhaps, by a night that ended before the answer came. */
const IN_DOUBT: readonly ApplicationState[] = ['ready', 'held', 'withdrawing'];

/**
 * Null: never screened. A case that is closed was judged, whatever cannot be judged since. Where a form is about another, whatever case the member has now is
 * another's too, be it of the same name: nothing that is said of it speaks for the form.
 */
const groundOf = (
  { personKey, caseId, programme }: StoredApplication,
  issued: Issued | null,
  { screenedOf, known: { cases } }: Desk,
): Standing | null => {
  const standing = screenedOf(personKey)?.standing[PROGRAMME_TABLE[programme].purpose] ?? null;
  if (issued?.isAboutAnother === true) return standing?.state === 'not-permitted' ? standing : JUDGED;
  const isOpen = cases.some((one) => one.caseId === caseId);
  return standing?.state === 'cannot-judge' && !isOpen ? JUDGED : standing;
};

const JUDGED: Standing = { state: 'judged' };

interface Circumstances {
  readonly application: Pick<StoredApplication, 'personKey' | 'applicationId' | 'memberId' | 'caseId' | 'programme'>;
  readonly known: StoredApplication | undefined;
  readonly file: MemberFile;
  readonly records: readonly string[];
  readonly offeredBy: OfferedBy | null;
  readonly desk: Desk;
}

const outcomeOf = (decision: Decision, { application, known, file, records, offeredBy, desk }: Circumstances): Outcome => {
  const { personKey, applicationId } = application;
  const nothing = { personKey, applicationId };
  switch (decision.action) {
    case 'none':
      return nothing;
    case 'resend':
      return {
        ...nothing,
        change: { ...application, state: 'ready', holdReason: null, version: decision.version },
        next: deliveryOf(application, decision.version, { mayHaveArrived: true }),
      };
    case 'hold': {
      // What was delivered before a hold stays with the worker; it is only not amended.
      if (known?.deliveredVersion != null) return nothing;
      return {
        ...nothing,
        change: {
          ...application,
          state: 'held',
          holdReason: decision.because.map(({ code }) => code).join(','),
          version: known?.version ?? 0,
        },
      };
    }
    case 'withdraw':
      return {
        ...nothing,
        change: { ...application, state: 'withdrawing', holdReason: decision.reason, version: decision.version },
        next: deliveryOf(application, decision.version),
      };
    case 'deliver': {
      const { version } = decision.document;
      const sealed = desk.context.vault.seal({ ...file.stored, dataset: 'application', recordKey: applicationId, version }, {
        document: decision.document,
        records,
      } satisfies SealedVersion);
      return {
        ...nothing,
        change: { ...application, state: 'ready', holdReason: null, version },
        version: { ...nothing, version, sealed, offeredBy },
        next: deliveryOf(application, version),
      };
    }
  }
};
