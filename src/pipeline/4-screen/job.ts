/** Screens those of a shard who are on the agenda: it holds whole households, and people who share one fall into one unit, wherever their keys fall. */
import { canonicalJson, results } from '../../domain/canonical-json.ts';
import { firstAfter } from '../../domain/period.ts';
import type { PURPOSES } from '../../domain/sources.ts';
import { defineStep, type ShardSpan, spanOf } from '../../jobs/step.ts';
import { noteDone, onAgenda } from '../../storage/agenda.ts';
import { type Looked, saveLooked } from '../../storage/due.ts';
import { saveSheets } from '../../storage/fact-sheets.ts';
import { membersByKey } from '../../storage/people.ts';
import type { Run } from '../../storage/runs.ts';
import { openCases, type StoredCase, saveCases, saveScreenings, screeningsBefore } from '../../storage/screenings.ts';
import { type MemberFile, memberFiles } from '../2-normalise/member-file/job.ts';
import { verificationHorizon } from '../3-verify/horizon.ts';
import { verify } from '../3-verify/verify.ts';
import { caseIdOf } from './case-id.ts';
import { screeningHorizon } from './horizon.ts';
import type { RuleSet } from './rule-set.ts';
import { screenHousehold } from './screen.ts';
import { sheetOf } from './sheet.ts';
import { recordOf } from './sheet-record.ts';
import type { Before, Case, Person, Screened, Sheet, View } from './types.ts';

export const screenShard = defineStep<ShardSpan>({
  name: 'screen',
  async run({ params, run, sees }, context) {
    const { pool, vault } = context;
    const people = await onAgenda(pool, run.runId, { part: 'screen', span: spanOf(params) });
    const files = await memberFiles(pool, await membersByKey(pool, people), { vault, on: run.date, opened: false });
    const personKeys = files.map((file) => file.stored.personKey);
    sees(personKeys);
    const open = Map.groupBy(await openCases<Case>(pool, personKeys), (one) => one.personKey);
    const last = await screeningsBefore<Screened>(pool, run.runId, personKeys);
    const ruleSet = await context.ruleSetOf(run);
    const told = files.map((file) => ({
      file,
      household: file.household ?? file.stored.personKey,
      sheet: sheetOf(personOf(file, beforeOf(earlier(open.get(file.stored.personKey), run), last.get(file.stored.personKey))), ruleSet),
    }));
    const screened = [...Map.groupBy(told, ({ household }) => household).values()].flatMap((members) => {
      const outcome = screenHousehold(
        members.map(({ sheet }) => sheet),
        ruleSet,
      );
      return members.flatMap(({ file }) =>
        outcome.filter((one) => one.memberId === file.stored.memberId).map((one) => ({ personKey: file.stored.personKey, screened: one })),
      );
    });
    const fileOf = new Map(files.map((file) => [file.stored.personKey, file]));
    const changes = screened.map(({ personKey, screened: one }) =>
      changesOf(personKey, one, { open: open.get(personKey) ?? [], run, file: fileOf.get(personKey) }),
    );
    const tonightOf = new Map(
      screened.map((one, index) => [one.personKey, { screened: one.screened, change: changes[index] ?? NO_CHANGE }]),
    );
    const sheetOfPerson = new Map(told.map(({ file, sheet }) => [file.stored.personKey, sheet]));
    const looked = people.map((personKey) => {
      const [file, sheet, tonight] = [fileOf.get(personKey), sheetOfPerson.get(personKey), tonightOf.get(personKey)];
      if (file === undefined || sheet === undefined || tonight === undefined) return { personKey, dueOn: null, again: false };
      return lookedOf({ file, sheet, ...tonight, open: open.get(personKey) ?? [] }, run, ruleSet);
    });
    return async (tx) => {
      await saveSheets(
        tx,
        run.runId,
        told.map(({ file, household, sheet }) => ({ personKey: file.stored.personKey, household, content: recordOf(sheet) })),
      );
      await saveScreenings(
        tx,
        run.runId,
        screened.map(({ personKey, screened: one }) => ({ personKey, content: results(one) })),
      );
      await saveCases(
        tx,
        { runId: run.runId, on: run.date },
        { now: changes.flatMap((change) => change.now), ended: changes.flatMap((change) => change.ended) },
      );
      await saveLooked(tx, run, looked);
      await noteDone(tx, run.runId, 'screen', people);
      return [];
    };
  },
});

const personOf = ({ stored, byPurpose }: MemberFile, before: Before): Person => {
  const view = (purpose: (typeof PURPOSES)[number]): View | null => {
    const dossier = byPurpose[purpose];
    return dossier === null ? null : { dossier, verification: verify(dossier) };
  };
  return {
    memberId: stored.memberId,
    byPurpose: {
      'hardship-screening': view('hardship-screening'),
      'mutual-aid-claim': view('mutual-aid-claim'),
      'exclusive-protection': view('exclusive-protection'),
    },
    before,
  };
};

const beforeOf = (open: readonly OpenCase[], last: Screened | undefined): Before => {
  const flagged = open.find(
    ({ content }) => content.purpose === 'hardship-screening' && (content.kind === 'lead' || content.kind === 'suggested'),
  );
  return {
    openHardship: flagged === undefined ? null : { episode: flagged.episode, openedOn: flagged.openedOn },
    withoutGroundSince: last?.withoutGroundSince ?? null,
  };
};

type OpenCase = StoredCase & { readonly content: Case };

/** What this run opened itself, before a dataset that was missing came or a process was killed, is judged anew as if it had never been. */
const isOwn = ({ openedRun }: OpenCase, { runId }: Run): boolean => openedRun === runId;
const earlier = (open: readonly OpenCase[] = [], run: Run): readonly OpenCase[] => open.filter((one) => !isOwn(one, run));

/** It says something of a dataset that may no longer be used for it: no outage elsewhere keeps it open. */
const restsOnWithheld = ({ content }: OpenCase, file: MemberFile | undefined): boolean => {
  const readings = file?.byPurpose[content.purpose]?.readings;
  return content.reasons.some(({ evidence }) =>
    evidence.some(({ dataset }) => dataset !== 'members' && readings?.[dataset].state === 'withheld'),
  );
};

type Changes = ReturnType<typeof changesOf>;
const NO_CHANGE: Changes = { now: [], ended: [] };

interface Told {
  readonly file: MemberFile;
  readonly sheet: Sheet;
  readonly screened: Screened;
  readonly change: Changes;
  readonly open: readonly OpenCase[];
}

/** Until when what was said stands; and whether the next night, told of this one, has something else on its sheet. */
const lookedOf = ({ file, sheet, screened, change, open }: Told, run: Run, ruleSet: RuleSet): Looked => {
  const dossiers = Object.values(file.byPurpose).filter((dossier) => dossier !== null);
  const dueOn = firstAfter(run.date, [...dossiers.map(verificationHorizon), screeningHorizon({ dossiers, sheet, screened }, ruleSet)]);
  const next = beforeOf(openAfter(open, change, run), screened);
  return { personKey: file.stored.personKey, dueOn, again: canonicalJson(next) !== canonicalJson(sheet.before) };
};

/** As the next night finds them. */
const openAfter = (open: readonly OpenCase[], { now, ended }: Changes, run: Run): readonly OpenCase[] => {
  const isKnown = new Map(open.map((one) => [one.caseId, one]));
  const closed = new Set(ended.map(({ caseId }) => caseId));
  const held = new Set(now.map(({ caseId }) => caseId));
  const found = now.map(
    ({ found: content, ...one }): OpenCase => ({ ...one, openedOn: run.date, openedRun: run.runId, ...isKnown.get(one.caseId), content }),
  );
  const kept = open.filter(({ caseId }) => !closed.has(caseId) && !held.has(caseId));
  return [...found, ...kept].toSorted((a, b) => (a.caseId < b.caseId ? -1 : 1));
};

interface Tonight {
  readonly open: readonly OpenCase[];
  readonly run: Run;
  readonly file: MemberFile | undefined;
}

/** Silence ends a case only where everything it rests on could be judged (`design.md`, promise 2), or its data may no longer be used. */
const changesOf = (personKey: string, screened: Screened, { open, run, file }: Tonight) => {
  const now = screened.cases.map((one) => ({
    personKey,
    caseId: caseIdOf(screened.memberId, one),
    episode: one.episode,
    content: results(one),
    found: one,
  }));
  const held = new Set(now.map((one) => one.caseId));
  const isOver = (one: OpenCase): boolean =>
    isOwn(one, run) || screened.standing[one.content.purpose].state !== 'cannot-judge' || restsOnWithheld(one, file);
  return { now, ended: open.filter((one) => !held.has(one.caseId) && isOver(one)) };
};
