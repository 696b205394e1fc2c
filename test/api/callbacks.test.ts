import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { standardSuite } from '../../src/security/crypto-suite.ts';
import { inspectLedger } from '../../src/storage/ledger-inspection.ts';
import { type Api, type Asking, openApi, problemIn } from '../support/api.ts';
import { CALLBACK_VARIABLES, type CallbackBody, callback, signatureOf } from '../support/callbacks.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({ variables: CALLBACK_VARIABLES });
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const livingAid = async (): Promise<string> => {
  const { rows } = await api.context.pool.query<{ id: string }>(
    `select application_id as id from application where programme = 'living-aid'`,
  );
  return rows[0]?.id ?? '';
};
const standing = async (applicationId: string) => {
  const { rows } = await api.context.pool.query<{ state: string; status: string; at: string | null; reason: string | null }>(
    `select state, remote_status as status, decided_at as at, reason_code as reason from application where application_id = $1`,
    [applicationId],
  );
  return rows[0];
};
const kept = async (eventId: string): Promise<number> =>
  (await api.context.pool.query('select from callback_event where event_id = $1', [eventId])).rowCount ?? 0;

interface Entered {
  readonly actor: string;
  readonly outcome: string;
  readonly subjects: number;
  readonly particulars: Readonly<Record<string, unknown>>;
}
/** The last of the callbacks entered. */
const entered = async (): Promise<Entered | undefined> => {
  const { rows } = await api.context.pool.query<Entered>(
    `select actor, outcome, subjects, particulars from ledger_entry where act = 'callback' order by seq desc limit 1`,
  );
  return rows[0];
};
const entries = async (): Promise<number> =>
  (await api.context.pool.query(`select from ledger_entry where act = 'callback'`)).rowCount ?? 0;

const EVENT: CallbackBody = {
  eventId: 'event-1',
  applicationId: '00000000-0000-5000-8000-000000000000',
  version: 1,
  status: 'confirmed',
  decidedAt: '2026-10-02T09:00:00+08:00',
};
const outcomeOf = async (asking: Asking): Promise<unknown> => {
  const { status, json } = await api.ask(asking);
  return status === 200 ? (json as { readonly outcome: string }).outcome : problemIn({ status, json, headers: {}, text: '' });
};

describe('a callback', () => {
  it('moves the application, is kept once, and is in the ledger with whom it is about', async () => {
    const applicationId = await livingAid();
    const event = { ...EVENT, eventId: 'moves-1', applicationId };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await standing(applicationId)).toEqual({ state: 'decided', status: 'confirmed', at: '2026-10-02T01:00:00.000Z', reason: null });
    expect(await entered()).toMatchObject({
      actor: 'client:aid-system',
      outcome: 'moved',
      subjects: 1,
      particulars: { event: 'moves-1', application: applicationId, status: 'confirmed', version: 1 },
    });
    expect(await outcomeOf(callback(api, event))).toBe('repeated');
    expect([await kept('moves-1'), (await entered())?.particulars['effect']]).toEqual([1, 'moved']);
  });

  it('that comes late is taken and overtaken; one that goes on moves it on', async () => {
    const applicationId = await livingAid();
    const granted = { ...EVENT, eventId: 'late-2', applicationId, status: 'granted', decidedAt: '2026-10-05T09:00:00+08:00' };
    expect(await outcomeOf(callback(api, granted))).toBe('moved');
    const earlier = { ...EVENT, eventId: 'late-1', applicationId, status: 'declined', decidedAt: '2026-10-01T09:00:00+08:00' };
    expect(await outcomeOf(callback(api, earlier))).toBe('overtaken');
    expect(await standing(applicationId)).toMatchObject({ state: 'decided', status: 'granted' });
  });

  it('about an id that is none of ours is taken, so that it is not sent for ever, and is on record', async () => {
    for (const [nth, applicationId] of [EVENT.applicationId, 'no-uuid-at-all', EVENT.applicationId.toUpperCase()].entries()) {
      expect(await outcomeOf(callback(api, { ...EVENT, eventId: `unknown-${nth}`, applicationId }))).toBe('unknown-application');
      expect(await entered()).toMatchObject({ outcome: 'unknown-application', subjects: 0 });
      expect(await kept(`unknown-${nth}`)).toBe(1);
    }
    const { text } = await api.ask({ path: '/metrics' });
    expect(text).toContain('huzheng_callbacks_total{outcome="unknown-application"} 3');
  });

  it('may say more than we know of', async () => {
    const event = { ...EVENT, eventId: 'more-1', reasonCode: null, channel: 'counter', worker: { seat: 4 } };
    expect(await outcomeOf(callback(api, event))).toBe('unknown-application');
  });

  it('may be a megabyte long, and nested however deep in what is not known here', async () => {
    const long = JSON.stringify({ ...EVENT, eventId: 'long-1', remarks: '' });
    expect(await outcomeOf(callback(api, long.replace(/""}$/, `"${'x'.repeat(1024 * 1024 - long.length)}"}`)))).toBe('unknown-application');
    const deep = JSON.stringify({ ...EVENT, eventId: 'deep-1', trail: 0 });
    const trail = `${'{"after":['.repeat(40_000)}${']}'.repeat(40_000)}`;
    expect(await outcomeOf(callback(api, deep.replace(/0}$/, `${trail}}`)))).toBe('unknown-application');
  });

  it('with a sentence for a reason is taken, and the sentence is kept nowhere', async () => {
    const applicationId = await livingAid();
    const event = {
      ...EVENT,
      eventId: 'reason-1',
      applicationId,
      status: 'refused',
      reasonCode: '申请人收入超标',
      decidedAt: '2026-10-09T09:00:00+08:00',
    };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'refused', reason: 'not-a-code' });
  });

  /** By itself: nothing is known of what was decided before. */
  const anew = async (): Promise<string> => {
    const applicationId = await livingAid();
    await api.context.pool.query(
      `update application set state = 'delivered', remote_status = 'awaiting-confirmation', decided_at = null, reason_code = null where application_id = $1`,
      [applicationId],
    );
    return applicationId;
  };
  const signed = (): string => `${new Date(api.clock.now()).toISOString().slice(0, 19)}.999Z`;

  it.each([undefined, null, '', ' '])('whose reason is %j states none', async (reasonCode) => {
    const applicationId = await anew();
    const event = { ...EVENT, eventId: `no-reason-${JSON.stringify(reasonCode)?.length}`, applicationId, status: 'refused', reasonCode };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'refused', reason: null });
  });

  it.each([
    { given: 'a list', reasonCode: ['income-above-line'] },
    { given: 'an object', reasonCode: { code: 'income-above-line' } },
    { given: 'a word of logic', reasonCode: false },
    { given: 'a number that has lost digits', reasonCode: 2 ** 53 },
    { given: 'a text nobody can read back', reasonCode: 'r\u0000' },
    { given: 'a text without end', reasonCode: '1234567890a'.repeat(90_000) },
  ])('whose reason is $given is taken, and only that there is one is kept', async ({ given, reasonCode }) => {
    const applicationId = await anew();
    const event = { ...EVENT, eventId: `reason-${given.replaceAll(' ', '-')}`, applicationId, status: 'refused', reasonCode };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'refused', reason: 'not-a-code' });
  });

  it.each([
    '2026-10-02 09:00:00',
    '2026-10-02T09:00:00',
    '20261002090000',
    '2026-10-02 09:00:00+08',
    '2026-10-02T09:00:00.000+0800',
    '2026-10-02t01:00:00z',
    '2026-10-02 09:00:00.000000',
  ])('may write its moment as the roster does: %s', async (decidedAt) => {
    const applicationId = await anew();
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: `at-${decidedAt.replace(' ', '-')}`, applicationId, decidedAt }))).toBe(
      'moved',
    );
    expect(await standing(applicationId)).toMatchObject({ status: 'confirmed', at: '2026-10-02T01:00:00.000Z' });
  });

  it.each([undefined, null, ''])(
    'that states no moment (%j) goes on from one that does, and undoes nothing when it comes late',
    async (decidedAt) => {
      const applicationId = await anew();
      const event = { ...EVENT, applicationId, decidedAt };
      const id = `undated-${JSON.stringify(decidedAt)?.length}`;
      expect(await outcomeOf(callback(api, { ...EVENT, eventId: `${id}-1`, applicationId, decidedAt: instantOf(api.clock.now()) }))).toBe(
        'moved',
      );
      expect(await outcomeOf(callback(api, { ...event, eventId: `${id}-2`, status: 'granted' }))).toBe('moved');
      expect(await standing(applicationId)).toMatchObject({ status: 'granted', at: signed() });
      api.clock.forward(60_000);
      expect(await outcomeOf(callback(api, { ...event, eventId: `${id}-3`, status: 'confirmed' }))).toBe('overtaken');
      expect(await outcomeOf(callback(api, { ...event, eventId: `${id}-2`, status: 'granted' }))).toBe('repeated');
      expect(await standing(applicationId)).toMatchObject({ status: 'granted' });
      expect(await kept(`${id}-3`)).toBe(1);
    },
  );

  it.each([
    'yesterday',
    '2026-02-30 09:00:00',
    '2026-10-02T24:00:00+08:00',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1801010100000',
    1_801_010_100_000,
    1_790_902_800,
    20_261_002_090_000,
    0,
    true,
    ['2026-10-02'],
    { at: '2026-10-02' },
  ])('dated by what is no moment, or none that has been (%j), is taken as not dated', async (decidedAt) => {
    const applicationId = await anew();
    const event = { ...EVENT, eventId: `no-moment-${JSON.stringify(decidedAt).replace(' ', '-')}`, applicationId, decidedAt };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'confirmed', at: null });
  });

  it('dated by a text without end is taken as not dated', async () => {
    const applicationId = await anew();
    const event = { ...EVENT, eventId: 'no-moment-long', applicationId, decidedAt: `2026-10-02 ${' '.repeat(900_000)}x` };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'confirmed', at: null });
  });

  it('dated in the future is taken as not dated, so that nothing has to wait for its day', async () => {
    const applicationId = await anew();
    const ahead = { ...EVENT, applicationId, decidedAt: '2300-01-01T00:00:00Z' };
    expect(await outcomeOf(callback(api, { ...ahead, eventId: 'ahead-1', status: 'declined' }))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'declined', at: null });
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'ahead-2', applicationId }))).toBe('moved');
    expect(await outcomeOf(callback(api, { ...ahead, eventId: 'ahead-3', status: 'granted' }))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'granted', at: signed() });
  });

  it('dated ahead by as much as clocks may differ is believed', async () => {
    const applicationId = await anew();
    const decidedAt = instantOf(api.clock.now() + 180_000);
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'skewed-1', applicationId, decidedAt }))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ status: 'confirmed', at: decidedAt });
  });

  it('about a version that was never made is taken, and decides nothing', async () => {
    const applicationId = await anew();
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'beyond-1', applicationId, version: 99, status: 'granted' }))).toBe(
      'unknown-version',
    );
    expect(await standing(applicationId)).toMatchObject({ status: 'awaiting-confirmation', at: null });
    expect(await entered()).toMatchObject({ outcome: 'unknown-version', subjects: 1 });
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'beyond-2', applicationId }))).toBe('moved');
    expect(await standing(applicationId)).toMatchObject({ state: 'decided', status: 'confirmed' });
  });

  const versionKept = async (eventId: string): Promise<unknown> =>
    (await api.context.pool.query('select version from callback_event where event_id = $1', [eventId])).rows[0]?.version;

  it.each([undefined, null, '', ' '])(
    'that states no version (%j) is about the one that stands there, and is kept with it',
    async (version) => {
      const applicationId = await anew();
      const eventId = `no-version-${JSON.stringify(version)?.length}`;
      expect(await outcomeOf(callback(api, { ...EVENT, eventId, applicationId, version }))).toBe('moved');
      expect(await standing(applicationId)).toMatchObject({ state: 'decided', status: 'confirmed' });
      expect([await versionKept(eventId), (await entered())?.particulars['version']]).toEqual([1, 1]);
      expect(await outcomeOf(callback(api, { ...EVENT, eventId, applicationId, version }))).toBe('repeated');
    },
  );

  it('that states no version, about an application that is none of ours, is taken', async () => {
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'nobodys-version', version: null }))).toBe('unknown-application');
    expect(await versionKept('nobodys-version')).toBe(0);
  });

  it.each(['01', ' 1 ', '１', '1.0', '0000000000001'])('may write its version as %j', async (version) => {
    const applicationId = await anew();
    const eventId = `version-${version.trim()}`.normalize('NFKC') + version.length;
    expect(await outcomeOf(callback(api, { ...EVENT, eventId, applicationId, version }))).toBe('moved');
    expect(await versionKept(eventId)).toBe(1);
  });

  it.each(['one', '0', '1.5', 0, -1, 1.5, 2 ** 31, 2 ** 53, true, [1], { is: 1 }, '1'.repeat(100_000)])(
    'whose version is none (%#) is taken as about one that was never made, and decides nothing',
    async (version) => {
      const applicationId = await anew();
      const eventId = `odd-version-${JSON.stringify(version).slice(0, 20).replaceAll(' ', '')}`;
      expect(await outcomeOf(callback(api, { ...EVENT, eventId, applicationId, version }))).toBe('unknown-version');
      expect(await standing(applicationId)).toMatchObject({ state: 'ready', status: 'awaiting-confirmation', at: null });
      expect(await versionKept(eventId)).toBe(0);
    },
  );

  it.each([undefined, 'text/plain;charset=UTF-8', 'application/vnd.union+json'])(
    'may call its body %s: the interface names no kind, and the signature is over the bytes',
    async (kind) => {
      const applicationId = await anew();
      const { headers, ...asking } = callback(api, { ...EVENT, eventId: `kind-${kind?.length}`, applicationId });
      const { 'content-type': _, ...signature } = headers ?? {};
      expect(await outcomeOf({ ...asking, headers: { ...signature, ...(kind !== undefined && { 'content-type': kind }) } })).toBe('moved');
    },
  );

  it('that is compressed is refused', async () => {
    const asking = callback(api, { ...EVENT, eventId: 'compressed-1' });
    expect(problemIn(await api.ask({ ...asking, headers: { ...asking.headers, 'content-encoding': 'gzip' } }))).toBe('media-type');
  });

  it('may number its events, and write its version as text', async () => {
    const applicationId = await anew();
    const event = { ...EVENT, eventId: 170_017, applicationId, version: '1' };
    expect(await outcomeOf(callback(api, event))).toBe('moved');
    expect(await outcomeOf(callback(api, { ...event, eventId: '170017', version: 1 }))).toBe('repeated');
    expect(await entered()).toMatchObject({ particulars: { event: '170017', version: 1 } });
  });

  it.each(['事件 张三', ' event-a ', 'e'.repeat(129), 'e\u0000', '\ud800', '编号'.repeat(100_000), 1.5])(
    'may call its event anything (%#), which is then kept as a digest, and is the same when it is sent again',
    async (eventId) => {
      const applicationId = await anew();
      const event = { ...EVENT, eventId, applicationId };
      expect(await outcomeOf(callback(api, event))).toBe('moved');
      expect((await entered())?.particulars['event']).toMatch(/^[0-9a-f]{64}$/);
      expect(await outcomeOf(callback(api, event))).toBe('repeated');
      expect(await outcomeOf(callback(api, { ...event, eventId: `${eventId}.` }))).toBe('unchanged');
    },
  );

  it('may number its events beyond what JSON carries: no other is taken for it, and the same is when it is sent again', async () => {
    const applicationId = await anew();
    const [one, other] = ['9007199254740993', '9007199254740992'].map((id) =>
      JSON.stringify({ ...EVENT, eventId: 'ID', applicationId }).replace('"ID"', id),
    );
    expect(await outcomeOf(callback(api, one ?? ''))).toBe('moved');
    expect(await outcomeOf(callback(api, other ?? ''))).toBe('unchanged');
    expect(await outcomeOf(callback(api, one ?? ''))).toBe('repeated');
    expect(await outcomeOf(callback(api, other ?? ''))).toBe('repeated');
  });

  it('may write spaces around the application’s id; what is none of ours may be anything, and is kept as it is only where it is plain', async () => {
    const applicationId = await anew();
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'spaced-1', applicationId: ` ${applicationId.toUpperCase()}\n` }))).toBe(
      'moved',
    );
    for (const [nth, id] of [7, 2 ** 60, '张三的申请', `${applicationId} `.repeat(2000), 'a\u0000'].entries()) {
      expect(await outcomeOf(callback(api, { ...EVENT, eventId: `odd-application-${nth}`, applicationId: id }))).toBe(
        'unknown-application',
      );
      expect((await entered())?.particulars['application']).toMatch(nth === 0 ? /^7$/ : /^[0-9a-f]{64}$/);
    }
  });

  const UNFIT: readonly { readonly given: string; readonly changes: object; readonly want: string }[] = [
    { given: 'a status there is none of', changes: { status: 'approved' }, want: 'field-invalid' },
    { given: 'no event id', changes: { eventId: undefined }, want: 'field-missing' },
    { given: 'a null for an event id', changes: { eventId: null }, want: 'field-invalid' },
    { given: 'an empty event id', changes: { eventId: '' }, want: 'field-invalid' },
    { given: 'a blank event id', changes: { eventId: ' \u3000' }, want: 'field-invalid' },
    { given: 'no application id', changes: { applicationId: undefined }, want: 'field-missing' },
    { given: 'a null for an application id', changes: { applicationId: null }, want: 'field-invalid' },
    { given: 'a blank application id', changes: { applicationId: '  ' }, want: 'field-invalid' },
  ];
  it.each(UNFIT)('with $given is refused, and changes nothing', async ({ changes, want }) => {
    const answer = await api.ask(callback(api, { ...EVENT, eventId: 'unfit-1', ...changes }));
    expect([answer.status, problemIn(answer)]).toEqual([400, want]);
    expect(answer.json).toMatchObject({ fields: Object.keys(changes).map((field) => `/${field}`) });
    expect(await kept('unfit-1')).toBe(0);
  });
});

describe('whoever cannot prove to be the aid system', () => {
  const seconds = (offset = 0): number => Math.floor(api.clock.now() / 1000) + offset;
  const text = JSON.stringify({ ...EVENT, eventId: 'forged-1' });
  const REFUSED: readonly { readonly given: string; readonly why: string; readonly asking: () => Asking }[] = [
    { given: 'no signature', why: 'missing', asking: () => callback(api, text, null) },
    { given: 'a signature of another form', why: 'malformed', asking: () => callback(api, text, 'sha256=00') },
    { given: 'another secret', why: 'forged', asking: () => callback(api, text, signatureOf(text, seconds(), 'guessed')) },
    { given: 'the signature of another body', why: 'forged', asking: () => callback(api, text, signatureOf(`${text} `, seconds())) },
    { given: 'a signature of 181 s ago', why: 'out-of-time', asking: () => callback(api, text, signatureOf(text, seconds(-181))) },
    { given: 'a signature of 181 s ahead', why: 'out-of-time', asking: () => callback(api, text, signatureOf(text, seconds(181))) },
    { given: 'a forged signature over what is no JSON', why: 'forged', asking: () => callback(api, '{', signatureOf('[', seconds())) },
    {
      given: 'more than any event is',
      why: 'body-too-large',
      asking: () => callback(api, `"${'x'.repeat(1024 * 1024)}"`, signatureOf('', seconds())),
    },
  ];
  it.each(REFUSED)('by $given is refused, changes nothing and is in the ledger', async ({ why, asking }) => {
    const before = await entries();
    const answer = await api.ask(asking());
    expect([answer.status, problemIn(answer)]).toEqual(why === 'body-too-large' ? [413, why] : [401, 'signature-refused']);
    expect(await entries()).toBe(before + 1);
    expect(await entered()).toEqual({ actor: 'client:unknown', outcome: 'refused', subjects: 0, particulars: { why } });
    expect(await kept('forged-1')).toBe(0);
  });

  it('is told the same whatever is wrong', async () => {
    const answers = await Promise.all(REFUSED.slice(0, 7).map(({ asking }) => api.ask(asking())));
    expect(new Set(answers.map(({ json }) => (json as { readonly detail: string }).detail)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers['www-authenticate']))).toEqual(new Set(['X-Huzheng-Signature']));
  });

  it('and tries more often than a stranger may knock, is in the ledger every time, and keeps nobody else out', async () => {
    const before = await entries();
    const tries = Array.from({ length: 200 }, () => api.ask(callback(api, text, signatureOf(text, seconds(), 'guessed'))));
    expect(new Set((await Promise.all(tries)).map(({ status }) => status))).toEqual(new Set([401]));
    expect(await entries()).toBe(before + 200);
    expect(await outcomeOf(callback(api, { ...EVENT, eventId: 'true-1' }))).toBe('unknown-application');
    const keys = [api.context.ledger.publicKey];
    expect((await inspectLedger(api.context.pool, { suite: standardSuite, keys }, () => undefined)).broken).toBeNull();
  });

  it('has no way in with a token either', async () => {
    const headers = await api.clientAs('has-a-token', ['verify', 'cases:read']);
    const asking = callback(api, text, null);
    expect(problemIn(await api.ask({ ...asking, headers: { ...asking.headers, ...headers } }))).toBe('signature-refused');
  });
});

describe('a process without the secret', () => {
  it('refuses every callback, and has it in the ledger why', async () => {
    const { aidSystem } = api.context.config.counterparts;
    if (aidSystem === null) throw new Error('the aid system is configured here');
    const settings = { ...aidSystem.settings, callbackSecret: null };
    const { config } = api.context;
    const without = await openApi({
      withoutNight: true,
      parts: () => ({ config: { ...config, counterparts: { ...config.counterparts, aidSystem: { ...aidSystem, settings } } } }),
    });
    try {
      expect(problemIn(await without.ask(callback(without, EVENT)))).toBe('signature-refused');
      const { rows } = await without.context.pool.query(`select particulars from ledger_entry where act = 'callback'`);
      expect(rows).toEqual([{ particulars: { why: 'no-secret' } }]);
    } finally {
      await without.close();
    }
  });
});

describe('a callback that cannot be put on record', () => {
  it('moves nothing and is not taken; sent again it is', async () => {
    const failing = { times: 1 };
    const disturbed = await openApi({
      variables: CALLBACK_VARIABLES,
      parts: ({ ledger }) => ({
        ledger: {
          ...ledger,
          append: async (tx, drafts) => {
            if (drafts.some(({ act }) => act === 'callback') && failing.times-- > 0)
              throw new Fault('busy', { code: 'ledger-unwritten', detail: 'The ledger cannot be written.' });
            return ledger.append(tx, drafts);
          },
        },
      }),
    });
    try {
      const { pool } = disturbed.context;
      const { rows } = await pool.query<{ id: string }>(`select application_id as id from application where programme = 'living-aid'`);
      const event = { ...EVENT, eventId: 'again-1', applicationId: rows[0]?.id ?? '' };
      const refused = await disturbed.ask(callback(disturbed, event));
      expect([refused.status, problemIn(refused)]).toEqual([503, 'ledger-unwritten']);
      expect((await pool.query('select from callback_event')).rowCount).toBe(0);
      expect((await pool.query(`select from application where remote_status = 'confirmed'`)).rowCount).toBe(0);
      expect((await disturbed.ask(callback(disturbed, event))).json).toEqual({ outcome: 'moved' });
    } finally {
      await disturbed.close();
    }
  });
});
