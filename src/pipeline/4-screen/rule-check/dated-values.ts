/** Thresholds over time: when one has two values, when it has none and which rules then cannot judge, and which figures nobody has confirmed. */
import { addDays, type Day, parseCompactDay } from '../../../domain/period.ts';
import type { Dated, DatedValue, Manifest } from '../manifest.ts';
import { MANIFEST } from './parsed.ts';
import { listed, pointerTo, type Remark, type Severity } from './remark.ts';

/** Codes of the rules that compare with it, by threshold. */
export type RulesOfThreshold = ReadonlyMap<string, readonly string[]>;

const remark = (severity: Severity, pointer: string, said: Pick<Remark, 'code' | 'detail'>): Remark => ({
  severity,
  file: MANIFEST,
  pointer,
  ...said,
});

export const datedRemarks = (manifest: Manifest, rules: RulesOfThreshold, on: Day): readonly Remark[] => [
  ...periodRemarks({ from: manifest.validFrom, to: manifest.validTo }, { from: '/validFrom', to: '/validTo' }),
  ...forceRemarks(manifest, on),
  ...Object.keys(manifest.thresholds).flatMap((name) => thresholdRemarks(manifest, name, { on, rules: rules.get(name) ?? [] })),
];

export const isDay = (text: string): boolean => parseCompactDay(text.replaceAll('-', '')) !== null;

const periodRemarks = ({ from, to }: Dated, at: { readonly from: string; readonly to: string }): readonly Remark[] => {
  const unreal = [
    ...(isDay(from) ? [] : [{ pointer: at.from, day: from }]),
    ...(to === null || isDay(to) ? [] : [{ pointer: at.to, day: to }]),
  ].map(({ pointer, day }) => remark('error', pointer, { code: 'no-such-day', detail: `${day} is no day of the calendar.` }));
  const isBackwards = to !== null && to < from;
  return isBackwards
    ? [...unreal, remark('error', at.to, { code: 'ends-before-it-begins', detail: `It ends on ${to} and begins on ${from}.` })]
    : unreal;
};

const forceRemarks = ({ validFrom, validTo }: Manifest, on: Day): readonly Remark[] =>
  validTo !== null && validTo < on
    ? [
        remark('warning', '/validTo', {
          code: 'no-longer-in-force',
          detail: `The rule set was in force until ${validTo}: no night after it can be judged by it.`,
        }),
      ]
    : validFrom > on
      ? [remark('warning', '/validFrom', { code: 'not-yet-in-force', detail: `The rule set is in force from ${validFrom} on.` })]
      : [];

interface Asked {
  readonly on: Day;
  readonly rules: readonly string[];
}

const thresholdRemarks = (manifest: Manifest, name: string, { on, rules }: Asked): readonly Remark[] => {
  const { values } = manifest.thresholds[name] ?? { values: [] };
  const at = (...path: readonly (string | number)[]): string => pointerTo('thresholds', name, 'values', ...path);
  const placed = values.map((value, index) => ({ ...value, index }));
  const each = placed.flatMap((value) => [
    ...periodRemarks(value, { from: at(value.index, 'from'), to: at(value.index, 'to') }),
    ...(value.confirmed === false
      ? [
          remark('warning', at(value.index), {
            code: 'unconfirmed',
            detail: `${name}: nobody has confirmed the figure ${value.value} in its document. A rule set with unconfirmed figures is not activated.`,
          }),
        ]
      : []),
  ]);
  const areDays = values.every(({ from, to }) => isDay(from) && (to === null || isDay(to)));
  const whole = (areDays ? wholeLife(manifest, placed) : []).map((said): Remark => {
    const detail =
      said.severity === 'error' ? `${name} ${said.what}.` : `${name} ${said.what}${pastOn(said, on)}: ${silenced(said, rules)}.`;
    return remark(said.severity, said.index === null ? at() : at(said.index), { code: said.code, detail });
  });
  return [...each, ...whole];
};

const pastOn = ({ since }: Life, on: Day): string => (since !== null && since <= on ? ', which is past' : '');

const silenced = ({ code }: Life, rules: readonly string[]): string => {
  const then = code === 'no-value' ? '' : ' then';
  if (rules.length === 0) return `no rule compares with it, and texts${then} say that there is no value`;
  return `${rules.length === 1 ? 'the rule' : 'the rules'} ${listed(rules)} cannot judge${then}`;
};

interface Life {
  readonly severity: Severity;
  readonly code: string;
  readonly what: string;
  /** Where it speaks of a day from which on something is so. */
  readonly since: Day | null;
  /** Of the value it is about; null: of all. */
  readonly index: number | null;
}

const wholeLife = ({ validFrom, validTo }: Manifest, values: readonly (DatedValue & { readonly index: number })[]): readonly Life[] => {
  const sorted = values.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.index - b.index));
  const first = sorted[0];
  if (first === undefined) return [{ severity: 'warning', code: 'no-value', what: 'has no value at all', since: null, index: null }];
  const early: readonly Life[] =
    first.from > validFrom
      ? [
          {
            severity: 'warning',
            code: 'no-value-yet',
            what: `has no value from ${validFrom} to ${addDays(first.from, -1)}`,
            since: null,
            index: first.index,
          },
        ]
      : [];
  const between = sorted.slice(1).flatMap((value, index): readonly Life[] => seam(sorted[index], value));
  const lasting = sorted.some(({ to }) => to === null)
    ? null
    : (sorted
        .map(({ to }) => to)
        .toSorted()
        .at(-1) ?? null);
  const late: readonly Life[] =
    lasting !== null && (validTo === null || lasting < validTo)
      ? [
          {
            severity: 'warning',
            code: 'value-ends',
            what: `has no value from ${addDays(lasting, 1)} on`,
            since: addDays(lasting, 1),
            index: sorted.at(-1)?.index ?? null,
          },
        ]
      : [];
  return [...early, ...between, ...late];
};

const seam = (before: DatedValue | undefined, value: DatedValue & { readonly index: number }): readonly Life[] => {
  if (before === undefined) return [];
  const { index } = value;
  if (before.to === null || before.to >= value.from) {
    const until = before.to === null || (value.to !== null && value.to < before.to) ? value.to : before.to;
    const what = `has two values from ${value.from}${until === null ? ' on' : ` to ${until}`}: nobody could say which holds`;
    return [{ severity: 'error', code: 'two-values', what, since: null, index }];
  }
  const [from, to] = [addDays(before.to, 1), addDays(value.from, -1)];
  return from > to ? [] : [{ severity: 'warning', code: 'gap-in-values', what: `has no value from ${from} to ${to}`, since: null, index }];
};
