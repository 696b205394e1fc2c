/** Lays on the desk all that a unit decides by: cases and applications of those it sees to, what stands of these, and their files, opened. */
import type { Context } from '../../../context.ts';
import type { Programme } from '../../../domain/application.ts';
import { type Day, dayAt } from '../../../domain/period.ts';
import { type ShardSpan, spanOf } from '../../../jobs/step.ts';
import { onAgenda } from '../../../storage/agenda.ts';
import { applicationsOfPeople, type StoredApplication, standingVersions } from '../../../storage/applications.ts';
import type { Db } from '../../../storage/database.ts';
import { membersByKey } from '../../../storage/people.ts';
import { lastComplete } from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';
import { openCases, screeningsOf } from '../../../storage/screenings.ts';
import { together } from '../../../together.ts';
import { type MemberFile, memberFiles } from '../../2-normalise/member-file/job.ts';
import { verify } from '../../3-verify/verify.ts';
import { factsOf } from '../../4-screen/facts.ts';
import type { RuleSet } from '../../4-screen/rule-set.ts';
import type { Case, Screened } from '../../4-screen/types.ts';
import { isDecided, namesAnother } from '../application.ts';
import { type ApplicationState, isTakenBack } from '../callback.ts';
import { type Delivery, deliveryOf, type SealedVersion, UNKNOWN_MEMBER } from '../delivery.ts';
import { PROGRAMME_TABLE } from '../programmes.ts';
import type { Applicant, Issued, IssuedStatus } from '../types.ts';

/** All that lies on the desk for one unit. */
export interface Desk {
  readonly run: Run;
  readonly context: Context;
  readonly ruleSet: RuleSet;
  readonly undelivered: readonly Delivery[];
  /** Who is seen to. */
  readonly agenda: readonly string[];
  /** By what is decided of them; the roster, records and readings apart, which a night reads once. */
  readonly known: KnownOfPeople;
  /** Those among them of whom there is anything, whose files are opened. */
  readonly people: readonly string[];
  /** What was set aside and is to be made anew from that day on, if it is offered then. */
  readonly runningOut: readonly { readonly personKey: string; readonly on: Day }[];
  readonly fileOf: (personKey: string) => MemberFile | undefined;
  readonly issuedOf: (application: StoredApplication) => Issued | null;
  readonly screenedOf: (personKey: string) => Screened | null;
  readonly applicantOf: (file: MemberFile, programme: Programme) => Applicant | null;
}

type KnownOfPeople = Awaited<ReturnType<typeof knownOfPeople>>;

/** Cases, screenings, and applications with the version that stands of each. */
export const knownOfPeople = async (db: Db, people: readonly string[]) => ({
  cases: await openCases<Case>(db, people),
  applications: await applicationsOfPeople(db, people),
  versions: await standingVersions(db, people),
  screenings: await screeningsOf<Screened>(db, people),
});

export const openDesk = async (span: ShardSpan, run: Run, context: Context): Promise<Desk> => {
  const listed = await onAgenda(context.pool, run.runId, { part: 'apply', span: spanOf(span) });
  const agenda = listed.map(({ personKey }) => personKey);
  return layDesk(context.pool, agenda, { run, context, ruleSet: await context.ruleSetOf(run) });
};

/** By what is known of these people now, or in that transaction. */
export const layDesk = async (
  db: Db,
  agenda: readonly string[],
  { run, context, ruleSet }: Pick<Desk, 'run' | 'context' | 'ruleSet'>,
): Promise<Desk> => {
  const { vault } = context;
  const [known, readings] = await together([knownOfPeople(db, agenda), lastComplete(db)]);
  const { cases, applications, versions, screenings } = known;
  const keys = [...new Set([...cases, ...applications].map((one) => one.personKey))];
  const files = new Map(
    (await memberFiles(db, await membersByKey(db, keys), { vault, on: run.date, opened: true })).map((file) => [
      file.stored.personKey,
      file,
    ]),
  );
  const standing = new Map(versions.map((version) => [version.applicationId, version]));
  const rosterAsOf = readings.get('members')?.asOf ?? run.businessAt;
  const issuedOf = (application: StoredApplication): Issued | null => {
    const version = standing.get(application.applicationId);
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
      isAboutAnother: application.state !== 'withdrawn' && namesAnother(document.form, file.roster.idNumber),
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
    agenda,
    known,
    people: keys,
    runningOut: applications.flatMap((application) => {
      const issued = isDecided(application.remoteStatus) ? null : issuedOf(application);
      const on = issued === null ? null : dayAt(issued.expiresAt);
      return on !== null && on > run.date ? [{ personKey: application.personKey, on }] : [];
    }),
    issuedOf,
    applicantOf,
    undelivered: applications.flatMap((application) =>
      application.state === 'ready' || application.state === 'withdrawing'
        ? [deliveryOf(application, application.version, { mayHaveArrived: true })]
        : [],
    ),
    fileOf: (personKey) => files.get(personKey),
    screenedOf: (personKey) => screenings.get(personKey) ?? null,
  };
};

/** Where it stands. A refused version leaves an earlier one, which was taken, with the worker. */
const statusOf = (application: StoredApplication): IssuedStatus => {
  const { state, holdReason, remoteStatus } = application;
  if (isTakenBack(application)) return 'taken-back';
  if (isDecided(remoteStatus)) return remoteStatus;
  if (SET_ASIDE.includes(state) || holdReason === UNKNOWN_MEMBER) return 'set-aside';
  return state === 'refused' && isUntaken(application) ? 'not-accepted' : 'awaiting-confirmation';
};

const SET_ASIDE: readonly ApplicationState[] = ['held', 'withdrawing', 'withdrawn'];

export const isUntaken = ({ deliveredVersion }: StoredApplication): boolean => deliveredVersion === null;
