/** The statements that the API sends to the database while one question is answered, and how they are planned. */
import type pg from 'pg';
import type { Context } from '../../src/context.ts';

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

export interface Recorder {
  readonly parts: (context: Context) => Pick<Context, 'pool'>;
  /** What was sent since it was asked last. */
  readonly taken: () => readonly Statement[];
}

export const recorder = (): Recorder => {
  let sent: Statement[] = [];
  const note = (text: unknown, values: unknown): void => {
    if (typeof text === 'string') sent.push({ text, values: Array.isArray(values) ? values : [] });
  };
  const recording = <C extends object>(of: C): C =>
    new Proxy(of, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        if (property === 'connect') return async () => recording((await Reflect.apply(value, target, [])) as object);
        return (...given: unknown[]) => {
          if (property === 'query') note(given[0], given[1]);
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
  return {
    parts: ({ pool }) => ({ pool: recording(pool) }),
    taken: () => {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
};

/** Tables that grow with every night: none is read whole. */
const LARGE = ['work', 'work_attempt', 'ledger_entry', 'ledger_subject'];
const LISTS = /\b(from|join) (work|cause|ledger_subject)\b/;

export interface Plan {
  readonly lines: readonly string[];
  /** Large tables that it reads from beginning to end. */
  readonly whole: readonly string[];
}

/** As they are planned and went, one after the other. */
export const plansOf = async (pool: pg.Pool, statements: readonly Statement[]): Promise<readonly Plan[]> => {
  const plans: Plan[] = [];
  const client = await pool.connect();
  try {
    for (const { text, values } of statements.filter((one) => LISTS.test(one.text))) {
      await client.query(
        `set plan_cache_mode = ${text.includes('from work ') || text.includes('join work ') ? 'force_custom_plan' : 'force_generic_plan'}`,
      );
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers) ${text}`, values);
      const lines = rows.map((row) => row['QUERY PLAN']);
      const whole = LARGE.filter((table) => lines.some((line) => new RegExp(`Seq Scan on ${table}(_\\d{4}_\\d{2})?( |$)`).test(line)));
      plans.push({ lines, whole });
    }
  } finally {
    client.release(true);
  }
  return plans;
};
