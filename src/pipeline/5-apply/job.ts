/** Fills the forms of a shard's open cases, and sees which applications have lost their ground. Delivery is a unit of its own for each. */
import type { Context } from '../../context.ts';
import type { Programme } from '../../domain/application.ts';
import { defineStep, rangeOf, type ShardSpan } from '../../jobs/step.ts';
import {
  type ApplicationChange,
  type ApplicationState,
  applicationsInRange,
  newestVersions,
  type StoredApplication,
  type StoredVersion,
  saveApplications,
  saveVersions,
} from '../../storage/applications.ts';
import { membersByKey } from '../../storage/people.ts';
import { lastComplete } from '../../storage/readings.ts';
import type { Run } from '../../storage/runs.ts';
import { casesInRange, type StoredCase, screeningsInRange } from '../../storage/screenings.ts';
import type { NewWork } from '../../storage/work.ts';
import { type MemberFile, memberFiles } from '../2-normalise/member-file/job.ts';
import { verify } from '../3-verify/verify.ts';
import { factsOf } from '../4-screen/facts.ts';
import type { RuleSet } from '../4-screen/rule-set.ts';
import type { Case, Offer, Screened, Standing } from '../4-screen/types.ts';
import { applicationIdOf, type Decision, decideGone, decideOffered, isDecided } from './application.ts';
import { deliveryOf, type SealedVersion, UNKNOWN_MEMBER } from './delivery.ts';
import { prefill } from './prefill.ts';
import { PROGRAMME_TABLE } from './programmes.ts';
import type { Applicant, Issued, IssuedStatus } from './types.ts';

export const applyShard = defineStep<ShardSpan>({
  name: 'apply',
  async run({ params, run, sees }, context) {
    const desk = await openDesk(params, run, context);
    sees(desk.people);
    const offered = desk.cases.flatMap((found) => found.content.offers.map((offer) => decideOffer(found, offer, desk)));
    const ids = new Set(offered.map((one) => one.applicationId));
    const gone = desk.applications
      .filter((application) => !ids.has(application.applicationId))
      .map((application) => decideOrphan(application, desk));
    const outcomes = [...offered, ...gone];
    return async (tx) => {
      await saveApplications(
        tx,
        outcomes.flatMap((outcome) => outcome.change ?? []),
      );
      await saveVersions(
        tx,
        run.runId,
        outcomes.flatMap((outcome) => outcome.version ?? []),
      );
      return [
        ...outcomes.flatMap((outcome) => outcome.next ?? []),
        ...desk.undelivered.filter((work) => outcomes.every((outcome) => outcome.next?.unit !== work.unit)),
      ];
    };
  },
});

/** All that lies on the desk for one unit. */
interface Desk {
  readonly run: Run;
  readonly context: Context;
  readonly ruleSet: RuleSet;
  readonly cases: readonly (StoredCase & { readonly content: Case })[];
  readonly applications: readonly StoredApplication[];
  readonly undelivered: readonly NewWork[];
  /** Whose files are opened. */
  readonly people: readonly string[];
  readonly fileOf: (personKey: string) => MemberFile | undefined;
  readonly issuedOf: (application: StoredApplication) => Issued | null;
  readonly standingOf: (personKey: string) => Screened['standing'] | null;
  readonly applicantOf: (file: MemberFile, programme: Programme) => Applicant | null;
}

const openDesk = async (span: ShardSpan, run: Run, context: Context): Promise<Desk> => {
  const { pool, vault } = context;
  const range = rangeOf(span);
  const [cases, applications, versions, screenings, readings, ruleSet] = await Promise.all([
    casesInRange<Case>(pool, range),
    applicationsInRange(pool, range),
    newestVersions(pool, range),
    screeningsInRange<Screened>(pool, range),
    lastComplete(pool),
    context.ruleSetOf(run),
  ]);
  const keys = [...new Set([...cases, ...applications].map((one) => one.personKey))];
  const files = new Map(
    (await memberFiles(pool, await membersByKey(pool, keys), { vault, on: run.date, opened: true })).map((file) => [
      file.stored.personKey,
      file,
    ]),
  );
  const newest = new Map(versions.map((version) => [version.applicationId, version]));
  const rosterAsOf = readings.get('members')?.asOf ?? run.businessAt;
  const issuedOf = (application: StoredApplication): Issued | null => {
    const version = newest.get(application.applicationId);
    const file = files.get(application.personKey);
    if (version === undefined || file === undefined) return null;
    const { document, records } = vault.open<SealedVersion>(
      { ...file.stored, dataset: 'application', recordKey: application.applicationId, version: version.version },
      version.sealed,
    );
    return {
      ...document,
      records,
      status: statusOf(application),
    };
  };
  const applicantOf = (file: MemberFile, programme: Programme): Applicant | null => {
    const dossier = file.byPurpose[PROGRAMME_TABLE[programme].purpose];
    return dossier === null
      ? null
      : { dossier, facts: factsOf({ dossier, verification: verify(dossier) }, ruleSet), roster: file.roster, rosterAsOf };
  };
  return {
    run,
    context,
    ruleSet,
    cases,
    applications,
    people: keys,
    issuedOf,
    applicantOf,
    undelivered: applications.flatMap((application) =>
      application.state === 'ready' || application.state === 'withdrawing'
        ? [deliveryOf(application, application.version, { mayHaveArrived: true })]
        : [],
    ),
    fileOf: (personKey) => files.get(personKey),
    standingOf: (personKey) => screenings.get(personKey)?.standing ?? null,
  };
};

interface Outcome {
  readonly applicationId: string;
  readonly change?: ApplicationChange;
  readonly version?: StoredVersion;
  readonly next?: NewWork;
}

const decideOffer = (found: StoredCase & { readonly content: Case }, offer: Offer, desk: Desk): Outcome => {
  const file = desk.fileOf(found.personKey);
  const applicant = file === undefined ? null : desk.applicantOf(file, offer.programme);
  if (file === undefined || applicant === null) return { applicationId: '' };
  const applicationId = applicationIdOf(file.stored.memberId, offer.programme, found.episode);
  const known = desk.applications.find((application) => application.applicationId === applicationId);
  if (isLeftAlone(known)) return { applicationId };
  const candidate = prefill(found.content, offer, applicant);
  const decision = decideOffered(known === undefined ? null : desk.issuedOf(known), candidate, offer.held, desk.run.date);
  const application = { personKey: found.personKey, applicationId, caseId: found.caseId, programme: offer.programme };
  return outcomeOf(decision, { application, known, file, records: candidate.records, desk });
};

const isLeftAlone = (known: StoredApplication | undefined): boolean =>
  known !== undefined && known.state !== 'withdrawing' && isDecided(known.remoteStatus);

/** Issued or held earlier, and no open case offers it any more. */
const decideOrphan = (application: StoredApplication, desk: Desk): Outcome => {
  const { applicationId } = application;
  if (isLeftAlone(application)) return { applicationId };
  const standing = groundOf(application, desk);
  const issued = desk.issuedOf(application);
  const file = desk.fileOf(application.personKey);
  if (standing === null || file === undefined || application.state === 'withdrawn') return { applicationId };
  if (issued === null || (isUntaken(application) && !IN_DOUBT.includes(application.state)))
    return standing.state === 'cannot-judge'
      ? { applicationId }
      : { applicationId, change: { ...application, state: 'withdrawn', holdReason: null } };
  return outcomeOf(decideGone(issued, standing), { application, known: application, file, records: issued.records, desk });
};

/** Where it stands. A refused version leaves an earlier one, which was taken, with the worker. */
const statusOf = (application: StoredApplication): IssuedStatus => {
  const { state, holdReason, remoteStatus } = application;
  if (isDecided(remoteStatus)) return remoteStatus;
  if (SET_ASIDE.includes(state) || holdReason === UNKNOWN_MEMBER) return 'set-aside';
  return state === 'refused' && isUntaken(application) ? 'not-accepted' : 'awaiting-confirmation';
};

const SET_ASIDE: readonly ApplicationState[] = ['held', 'withdrawing', 'withdrawn'];

const isUntaken = ({ deliveredVersion }: StoredApplication): boolean => deliveredVersion === null;

/** Sent perhaps, by a night that ended before the answer came. */
const IN_DOUBT: readonly ApplicationState[] = ['ready', 'held', 'withdrawing'];

/** Null: never screened. A case that is closed was judged, whatever cannot be judged since. */
const groundOf = ({ personKey, caseId, programme }: StoredApplication, { standingOf, cases }: Desk): Standing | null => {
  const standing = standingOf(personKey)?.[PROGRAMME_TABLE[programme].purpose] ?? null;
  const isOpen = cases.some((one) => one.caseId === caseId);
  return standing?.state === 'cannot-judge' && !isOpen ? { state: 'judged' } : standing;
};

interface Circumstances {
  readonly application: Pick<StoredApplication, 'personKey' | 'applicationId' | 'caseId' | 'programme'>;
  readonly known: StoredApplication | undefined;
  readonly file: MemberFile;
  readonly records: readonly string[];
  readonly desk: Desk;
}

const outcomeOf = (decision: Decision, { application, known, file, records, desk }: Circumstances): Outcome => {
  const { applicationId } = application;
  switch (decision.action) {
    case 'none':
      return { applicationId };
    case 'resend':
      return {
        applicationId,
        change: { ...application, state: 'ready', holdReason: null, version: decision.version },
        next: deliveryOf(application, decision.version, { mayHaveArrived: true }),
      };
    case 'hold': {
      // What was delivered before a hold stays with the worker; it is only not amended.
      if (known?.deliveredVersion != null) return { applicationId };
      return {
        applicationId,
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
        applicationId,
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
        applicationId,
        change: { ...application, state: 'ready', holdReason: null, version },
        version: { personKey: application.personKey, applicationId, version, sealed },
        next: deliveryOf(application, version),
      };
    }
  }
};
