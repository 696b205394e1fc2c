/** Screens the households of a shard: people who share one are judged together, wherever their keys fall. */
import type { Context } from '../../context.ts';
import { results } from '../../domain/canonical-json.ts';
import type { PURPOSES } from '../../domain/sources.ts';
import { defineStep, fallsInto, rangeOf, type ShardSpan } from '../../jobs/step.ts';
import { saveSheets } from '../../storage/fact-sheets.ts';
import { membersByKey } from '../../storage/people.ts';
import type { Run } from '../../storage/runs.ts';
import { openCases, type StoredCase, saveCases, saveScreenings, screeningCandidates, screeningsBefore } from '../../storage/screenings.ts';
import { type MemberFile, memberFiles } from '../2-normalise/member-file/job.ts';
import { verify } from '../3-verify/verify.ts';
import { caseIdOf } from './case-id.ts';
import { screenHousehold } from './screen.ts';
import { sheetOf } from './sheet.ts';
import { recordOf } from './sheet-record.ts';
import type { Before, Case, Person, Screened, View } from './types.ts';

export const screenShard = defineStep<ShardSpan>({
  name: 'screen',
  async run({ params, run, sees }, context) {
    const { pool } = context;
    const files = await filesOf(params, run, context);
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
      return [];
    };
  },
});

/** Members whose household, or else whose own key, falls into the span. */
const filesOf = async (span: ShardSpan, run: Run, { pool, vault }: Context): Promise<readonly MemberFile[]> => {
  const candidates = await screeningCandidates(pool, span, rangeOf(span));
  const files = await memberFiles(pool, await membersByKey(pool, candidates), { vault, on: run.date, opened: false });
  return files.filter((file) => fallsInto(span, file.household ?? file.stored.personKey));
};

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
  }));
  const held = new Set(now.map((one) => one.caseId));
  const isOver = (one: OpenCase): boolean =>
    isOwn(one, run) || screened.standing[one.content.purpose].state !== 'cannot-judge' || restsOnWithheld(one, file);
  return { now, ended: open.filter((one) => !held.has(one.caseId) && isOver(one)) };
};
