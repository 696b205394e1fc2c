/** Screens those of a shard who are on the agenda: it holds whole households, and people who share one fall into one unit, wherever their keys fall. */
import type { Context } from '../../context.ts';
import { isSameJson, results } from '../../domain/canonical-json.ts';
import type { Day } from '../../domain/period.ts';
import type { Dataset } from '../../domain/sources.ts';
import { defineStep, type ShardSpan, spanOf } from '../../jobs/step.ts';
import { holdAsKnown, noteScreened, type OnAgenda, onAgenda } from '../../storage/agenda.ts';
import { briefingsOf, dropBriefings } from '../../storage/briefings.ts';
import type { Db } from '../../storage/database.ts';
import { type Looked, saveLooked, saveScreenedAgain } from '../../storage/due.ts';
import { currentSheets, type NewSheet, saveSheets } from '../../storage/fact-sheets.ts';
import { membersByKey } from '../../storage/people.ts';
import type { Run } from '../../storage/runs.ts';
import {
  openCases,
  renameCases,
  type StoredCase,
  saveCases,
  saveScreenings,
  screeningsOf,
  withoutGroundBefore,
} from '../../storage/screenings.ts';
import { memberFiles } from '../2-normalise/member-file/job.ts';
import { viewsOf } from '../3-verify/views.ts';
import { type Briefing, briefingOf } from './briefing/job.ts';
import { standingOfCase } from './case.ts';
import { caseIdOf } from './case-id.ts';
import { screeningHorizon } from './horizon.ts';
import type { RuleSet } from './rule-set.ts';
import { screenHousehold } from './screen.ts';
import { toldOfBefore } from './sheet.ts';
import { type AsOf, type SheetRecord, sheetFrom } from './sheet-record.ts';
import type { Before, Case, Screened, Sheet } from './types.ts';

export const screenShard = defineStep<ShardSpan>({
  name: 'screen',
  async run({ params, run, sees }, context) {
    const { pool } = context;
    const listed = await onAgenda(pool, run.runId, { part: 'screen', span: spanOf(params) });
    const ruleSet = await context.ruleSetOf(run);
    const people = listed.map(({ personKey }) => personKey);
    const known = await knownBefore(pool, people, run);
    const told = await toldOf(listed, known, { run, ruleSet, context });
    const personKeys = told.map(({ personKey }) => personKey);
    sees(personKeys);
    const judged = judge(told, { run, ruleSet });
    const otherwise = judged.filter((one) => isOtherwiseSaid(one, known.said.get(one.personKey)));
    // Whom only a mistaken number made a member.
    const nobodys = people.filter((personKey) => !personKeys.includes(personKey));
    return async (tx) => {
      // Another night may have opened, since, the very cases that this one would open.
      await holdAsKnown(tx, run.runId, { people, known, ask: (db) => knownBefore(db, people, run) });
      await saveSheets(tx, run.runId, judged.flatMap(newSheetOf));
      await saveScreenings(
        tx,
        run.runId,
        otherwise.map(({ personKey, screened }) => ({ personKey, content: results(screened) })),
      );
      await renameCases(
        tx,
        judged.flatMap(({ changes }) => changes.renamed),
      );
      await saveCases(
        tx,
        { runId: run.runId, on: run.date },
        {
          now: otherwise.flatMap(({ changes }) => changes.now),
          ended: [
            ...otherwise.flatMap(({ changes }) => changes.ended),
            ...known.open.filter(({ personKey }) => nobodys.includes(personKey)),
          ],
        },
      );
      await saveLooked(
        tx,
        run,
        judged.flatMap((one) => lookedOf(one, ruleSet)),
      );
      await saveScreenedAgain(
        tx,
        run,
        judged.filter(({ anew }) => anew === null).map(({ personKey }) => personKey),
      );
      await dropBriefings(tx, run.runId, people);
      await noteScreened(tx, run.runId, { people, changed: otherwise.map(({ personKey }) => personKey) });
      return [];
    };
  },
});

interface Night {
  readonly run: Run;
  readonly ruleSet: RuleSet;
}

/** What screening is told of somebody tonight. */
interface Told {
  readonly personKey: string;
  readonly household: string;
  readonly sheet: Sheet;
  /** The sheet as it is kept, but for what the nights before left. */
  readonly told: SheetRecord;
  readonly open: readonly OpenCase[];
  /** Null: nothing about them has changed, and what is told of them stands. */
  readonly anew: Pick<Briefing, 'turnsOn' | 'withheld'> | null;
}

/** What the nights before left of these people. */
const knownBefore = async (db: Db, people: readonly string[], run: Run) => ({
  open: await openCases<Case>(db, people),
  withoutGround: await withoutGroundBefore(db, run.runId, people),
  said: await screeningsOf<Screened>(db, people),
});

const toldOf = async (
  listed: readonly OnAgenda[],
  known: Awaited<ReturnType<typeof knownBefore>>,
  { run, ruleSet, context }: Night & { readonly context: Context },
): Promise<readonly Told[]> => {
  const { pool } = context;
  const unchanged = listed.filter(({ anew }) => !anew).map(({ personKey }) => personKey);
  const kept = await currentSheets<SheetRecord>(pool, run.runId, unchanged);
  const isKept = new Set(kept.map(({ personKey }) => personKey));
  const others = listed.map(({ personKey }) => personKey).filter((personKey) => !isKept.has(personKey));
  const open = Map.groupBy(known.open, ({ personKey }) => personKey);
  const toldWith = ({ personKey, told, ...rest }: Pick<Told, 'personKey' | 'household' | 'told' | 'anew'>): Told => {
    const own = open.get(personKey) ?? [];
    const before = beforeOf(earlier(own, run), known.withoutGround.get(personKey) ?? null);
    return { ...rest, personKey, told, open: own, sheet: toldOfBefore(sheetFrom(told, UNDATED), before) };
  };
  return [
    ...(await briefed(others, { run, ruleSet, context })).map(([personKey, { household, sheet: told, ...anew }]) =>
      toldWith({ personKey, household, told, anew }),
    ),
    ...kept.map(({ personKey, household, content: told }) => toldWith({ personKey, household, told, anew: null })),
  ];
};

/** As they were verified this night; whoever was not, or not as they are known now, by their records. Nobody who is not on the roster any more. */
const briefed = async (
  personKeys: readonly string[],
  { run, ruleSet, context: { pool, vault, ownCode } }: Night & { readonly context: Context },
): Promise<readonly (readonly [string, Briefing])[]> => {
  const left = await briefingsOf<Briefing>(pool, { runId: run.runId, code: await ownCode() }, personKeys);
  const members = await membersByKey(
    pool,
    personKeys.filter((personKey) => !left.has(personKey)),
  );
  const files = await memberFiles(pool, members, { vault, on: run.date, opened: false });
  return [...left, ...files.map((file) => [file.stored.personKey, briefingOf(file, viewsOf(file.byPurpose), ruleSet)] as const)];
};

/** When records were read is no part of what is judged or kept. */
const UNDATED: AsOf = new Map();

interface Judged extends Told {
  readonly screened: Screened;
  readonly changes: Changes & Pick<ReturnType<typeof namedBy>, 'renamed'>;
  /** What the nights after this one are told: that changes nothing of what they say (`test/pipeline/screen/horizon.test.ts`). */
  readonly afterwards: Before;
}

/** People who share a household together, the others alone. */
const judge = (told: readonly Told[], { run, ruleSet }: Night): readonly Judged[] =>
  [...Map.groupBy(told, ({ household }) => household).values()].flatMap((members) => {
    const outcome = screenHousehold(
      members.map(({ sheet }) => sheet),
      ruleSet,
    );
    return members.flatMap((one, index) => {
      const screened = outcome[index];
      if (screened === undefined) return [];
      const { open, renamed, twice } = namedBy(screened.memberId, one.open);
      const { now, ended } = changesOf({ ...one, open }, screened, run);
      const changes = { renamed, now, ended: [...ended, ...twice] };
      const afterwards = beforeOf(openAfter(open, changes, run), screened.withoutGroundSince);
      return [{ ...one, screened, changes, afterwards }];
    });
  });

/** None where nothing is other than what is kept. Its order of evidence is that of the facts when it was made. */
const newSheetOf = ({ personKey, household, sheet, told, anew, afterwards }: Judged): readonly NewSheet<SheetRecord>[] => {
  const isReadBack = anew === null;
  if (isReadBack && isSameJson(told.before, sheet.before) && isSameJson(sheet.before, afterwards)) return [];
  return [{ personKey, household, content: { ...told, before: sheet.before }, afterwards, isReadBack }];
};

/** Of somebody of whom nothing changed: what was said is another all the same, because of whom they are judged with. */
const isOtherwiseSaid = ({ anew, screened, changes }: Judged, said: Screened | undefined): boolean =>
  anew !== null || changes.ended.length > 0 || !isSameJson(results(screened), said);

/**
 * A case is named by the member id that counts (decision 0030): once another counts, what is open goes on under that one, whatever can be judged tonight.
 * `twice`: what is open under several, but for one of them.
 */
const namedBy = (memberId: string, open: readonly OpenCase[]) => {
  const named = [...Map.groupBy(open, (one) => caseIdOf(memberId, caseIn(one)))].map(([caseId, ones]) => {
    const kept = ones.find((one) => one.caseId === caseId) ?? ones[0];
    return { caseId, kept, twice: ones.filter((one) => one !== kept) };
  });
  return {
    open: named.flatMap(({ caseId, kept }) => (kept === undefined ? [] : [{ ...kept, caseId }])),
    renamed: named.flatMap(({ caseId, kept }) =>
      kept === undefined || kept.caseId === caseId ? [] : [{ personKey: kept.personKey, caseId, was: kept.caseId }],
    ),
    twice: named.flatMap(({ twice }) => twice),
  };
};

const beforeOf = (open: readonly OpenCase[], withoutGroundSince: Day | null): Before => {
  const flagged = open.find(
    ({ content }) => content.purpose === 'hardship-screening' && (content.kind === 'lead' || content.kind === 'suggested'),
  );
  return {
    openHardship: flagged === undefined ? null : { episode: flagged.episode, openedOn: flagged.openedOn },
    withoutGroundSince,
  };
};

type OpenCase = StoredCase & { readonly content: Case };
const caseIn = ({ episode, content: { purpose } }: OpenCase): Pick<Case, 'purpose' | 'episode'> => ({ purpose, episode });

/** What this run opened itself, before a dataset that was missing came or a process was killed, is judged anew as if it had never been. */
const isOwn = ({ openedRun }: OpenCase, { runId }: Run): boolean => openedRun === runId;
const earlier = (open: readonly OpenCase[] = [], run: Run): readonly OpenCase[] => open.filter((one) => !isOwn(one, run));

/** It says something of a dataset that may no longer be used for it: no outage elsewhere keeps it open. */
const restsOnWithheld = ({ content }: OpenCase, anew: Told['anew']): boolean => {
  const withheld: readonly Dataset[] = anew?.withheld[content.purpose] ?? [];
  return content.reasons.some(({ evidence }) => evidence.some(({ dataset }) => withheld.includes(dataset)));
};

/** Until when what was said stands; of whom nothing changed, as long as it did. */
const lookedOf = ({ personKey, anew, sheet, screened }: Judged, ruleSet: RuleSet): readonly Looked[] =>
  anew === null ? [] : [{ personKey, dueOn: screeningHorizon({ recordsTurnOn: anew.turnsOn, sheet, screened }, ruleSet) }];

/** As the next night finds them. */
const openAfter = (open: readonly OpenCase[], { now, ended }: Changes, run: Run): readonly OpenCase[] => {
  const known = new Map(open.map((one) => [one.caseId, one]));
  const closed = new Set(ended.map(({ caseId }) => caseId));
  const found = now.map(
    ({ found: content, ...one }): OpenCase => ({ ...one, openedOn: run.date, openedRun: run.runId, ...known.get(one.caseId), content }),
  );
  const held = new Set(found.map(({ caseId }) => caseId));
  const left = open.filter(({ caseId }) => !closed.has(caseId) && !held.has(caseId));
  return [...found, ...left].toSorted((a, b) => (a.caseId < b.caseId ? -1 : 1));
};

type Changes = ReturnType<typeof changesOf>;

/** Silence ends a case only where everything it rests on could be judged (`design.md`, promise 2), or its data may no longer be used. */
const changesOf = ({ personKey, open, anew }: Pick<Told, 'personKey' | 'open' | 'anew'>, screened: Screened, run: Run) => {
  const now = screened.cases.map((one) => ({
    personKey,
    caseId: caseIdOf(screened.memberId, one),
    episode: one.episode,
    content: results(one),
    found: one,
  }));
  const held = new Set(now.map((one) => one.caseId));
  const isOver = (one: OpenCase): boolean =>
    isOwn(one, run) || standingOfCase(screened, caseIn(one)).state !== 'cannot-judge' || restsOnWithheld(one, anew);
  return { now, ended: open.filter((one) => !held.has(one.caseId) && isOver(one)) };
};
