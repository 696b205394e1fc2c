/** Questions to verify-identity about the people of a town, and authorities that answer them live. */
import { type Question, questionOf, type VerificationRequest } from '../../src/api/verify-identity/question.ts';
import { type Asker, type Verification, verificationDesk, verificationOf } from '../../src/api/verify-identity/verify-identity.ts';
import type { Context } from '../../src/context.ts';
import type { Member } from '../../src/domain/canonical.ts';
import type { Authority } from '../../src/domain/sources.ts';
import type { Check } from '../../src/pipeline/3-verify/types.ts';
import type { AuthorityClient } from '../../src/upstream/connector.ts';
import type { Town } from './nights-town.ts';

export const askerNamed = (id: string, idempotencyKey: string | null = null): Asker => ({
  caller: { kind: 'client', id, scopes: ['verify'] },
  trace: null,
  idempotencyKey,
});
const AID_SYSTEM = askerNamed('aid-system');

export interface Asking extends Partial<Omit<VerificationRequest, 'subject'>> {
  /** In place of the roster's. */
  readonly name?: string;
}

export const questionAbout = ({ sealed }: Member, { name = sealed.name, ...rest }: Asking = {}): Question =>
  questionOf({ subject: { idNumber: sealed.idNumber, name }, purpose: 'hardship-screening', ...rest } as VerificationRequest);

export interface TestDesk {
  readonly ask: (member: Member, asking?: Asking, asker?: Asker) => Promise<Verification>;
}

/** A process of its own, as it were. */
export const deskOn = (context: Context, { liveDeadlineMs = 3_000 }: { readonly liveDeadlineMs?: number } = {}): TestDesk => {
  const desk = verificationDesk({ ...context, config: { ...context.config, liveDeadlineMs } });
  return { ask: (member, asking, asker = AID_SYSTEM) => desk.verify(questionAbout(member, asking), asker).then(verificationOf) };
};

/** `identity` → `match`. */
export const resultOf = ({ checks }: Verification, check: Check): string | undefined => checks.find((one) => one.check === check)?.result;

/** `civil-affairs` → `timeout`. */
export const statusOf = ({ sources }: Verification, source: Authority): string | undefined =>
  sources.find((one) => one.source === source)?.status;

/** Without what is different each time. */
export const tellingOf = ({ outcome, checks, sources }: Verification): object => ({
  outcome,
  checks,
  sources: sources.map(({ source, status, asOf }) => ({ source, status, asOf })),
});

/** The town, with authorities that answer live as told; the others as ever. */
export const answering = (town: Town, asks: Readonly<Partial<Record<Authority, AuthorityClient['ask']>>>): Town => {
  const client = (source: Authority): AuthorityClient => ({ ...town.clients[source], ask: asks[source] ?? town.clients[source].ask });
  return {
    ...town,
    clients: {
      'civil-affairs': client('civil-affairs'),
      'medical-insurance': client('medical-insurance'),
      'social-security': client('social-security'),
    },
  };
};
