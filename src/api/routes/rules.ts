/** By which rules members are judged today, and what became of what each rule offered. It is about nobody in particular. */
import type { Context } from '../../context.ts';
import { dayAt } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { NOT_IN_FORCE, type RuleSet } from '../../pipeline/4-screen/rule-set.ts';
import { TABLES } from '../../pipeline/4-screen/types.ts';
import { activeRuleSet } from '../../rule-sets/stored.ts';
import { outcomesByRule } from '../../storage/outcomes.ts';
import { activatedRegions, listActivations } from '../../storage/rule-sets.ts';
import { together } from '../../together.ts';
import type { components } from '../contract.ts';
import type { Route } from '../route.ts';

type Schemas = components['schemas'];

export const showRules: Route = (context) => async (_request, response) => {
  const { pool } = context;
  const [activations, outcomes, active] = await together([listActivations(pool), outcomesByRule(pool), activeToday(context)]);
  response.json({
    activations: [...activations],
    active: active.flatMap(rulesOf),
    outcomes: outcomes.map((one) => ({ ...one })),
  } satisfies Schemas['RulesInForce']);
};

/** One a region, at most. */
const activeToday = async ({ pool, clock, ruleSetOf }: Context): Promise<readonly RuleSet[]> => {
  const today = dayAt(clock());
  const active = await Promise.all((await activatedRegions(pool)).map((region) => activeRuleSet(pool, region, today)));
  const loaded = await Promise.all(
    active.map(async (found) => (found === null ? null : inForce(ruleSetOf({ ruleSet: found.digest, date: today })))),
  );
  return loaded.filter((found) => found !== null);
};

/** What was activated and has run out judges nobody. */
const inForce = async (ruleSet: Promise<RuleSet>): Promise<RuleSet | null> => {
  try {
    return await ruleSet;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === NOT_IN_FORCE) return null;
    throw thrown;
  }
};

/** A rule that several rows give is one. */
const rulesOf = ({ id, version, rules, tables, thresholds }: RuleSet): readonly Schemas['RulesInForce']['active'][number][] =>
  TABLES.flatMap((table) => {
    const { rows } = tables[table];
    return [...new Set(rows.map(({ code }) => code))].map((code) => {
      const compared = rows.filter((row) => row.code === code).flatMap(({ cells }) => cells.flatMap(({ compares }) => compares ?? []));
      const known = compared.flatMap(({ threshold: name, operator }) => {
        const threshold = thresholds[name];
        return threshold === undefined ? [] : [{ name, operator, value: threshold.value, documentRef: threshold.documentRef }];
      });
      return {
        ruleSet: `${id}@${version}`,
        table,
        code,
        title: rules[code]?.title ?? { zh: code, en: code },
        documentRef: rules[code]?.documentRef ?? '',
        thresholds: [...new Map(known.map((one) => [`${one.name} ${one.operator}`, one])).values()],
        cannotJudge: [...new Set(compared.map(({ threshold }) => threshold).filter((name) => thresholds[name] === undefined))],
      };
    });
  });
