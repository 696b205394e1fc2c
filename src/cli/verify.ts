/** `huzheng verify`: one verification. Number and name never stand on the command line, where `ps` shows them. */
import { questionOf } from '../api/verify-identity/question.ts';
import { type Verification, verificationDesk, verificationOf } from '../api/verify-identity/verify-identity.ts';
import type { Config } from '../config.ts';
import { askedLines } from './asked-lines.ts';
import { INTERRUPTED } from './ending.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';
import { answerText } from './verify-text.ts';

export const verifyPerson = async (
  { live, json }: { readonly live?: true; readonly json?: true },
  { signal }: Interruption,
): Promise<number> => {
  const lines = await askedLines({ prompt: 'Identity number 身份证号 and name 姓名, a line each:', lines: 2 }, signal);
  if (lines === null) return INTERRUPTED;
  const [idNumber = '', name = ''] = lines;
  const freshness = live === true ? 'live' : 'cached';
  const question = questionOf({ subject: { idNumber, name }, purpose: 'hardship-screening', freshness });
  return withContext(live === true ? 'verify --live' : 'tool', async (context) => {
    const asker = { caller: thisUser(), trace: null, idempotencyKey: null };
    const answer = verificationOf(await verificationDesk(context).verify(question, asker));
    process.stdout.write(json === true ? `${JSON.stringify(answer)}\n` : answerText(answer));
    if (isRosterUnread(answer)) process.stderr.write(`${whyUnread(context.config)}\n`);
    return 0;
  });
};

/** Nobody was asked, and yet it is not said that there is no such member (the contract's `x-outcomes`). */
const isRosterUnread = ({ outcome, sources }: Verification): boolean =>
  outcome === 'unavailable' && sources.every(({ status }) => status === 'withheld');

const whyUnread = ({ counterparts: { aidSystem } }: Pick<Config, 'counterparts'>): string =>
  `The roster here has no such member, or no consent of theirs, and the aid system's feed, which may know more, could not be read: ${
    aidSystem === null
      ? 'set AID_SYSTEM_BASE_URL, AID_SYSTEM_CLIENT_ID and AID_SYSTEM_CLIENT_SECRET.'
      : '`huzheng connectors check aid-system` says why.'
  }`;
