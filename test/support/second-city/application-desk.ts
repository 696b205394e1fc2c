/** Prefilled applications as the aid system keeps them, and the rules under which they come, change and go (interfaces.md §4). */
import { type Agreements, PROGRAMMES } from './agreements.ts';
import type { Ledger } from './ledger.ts';
import type { Authority } from './roster.ts';
import { isList, isObject, isText, type Json, type JsonObject, objectIn, sameJson } from './wire.ts';

export type Status = 'awaiting-confirmation' | 'confirmed' | 'declined' | 'withdrawn';

export interface Application {
  readonly applicationId: string;
  readonly memberId: string;
  readonly programme: string;
  readonly version: number;
  readonly status: Status;
  readonly document: JsonObject;
  /** How often a version came that was not there: 1 for one that was never replaced. */
  readonly versionsTaken: number;
}

export interface DeskAnswer {
  readonly status: number;
  readonly body?: Json;
}

const CONFLICT: DeskAnswer = { status: 409, body: { type: 'version-conflict', title: '版本冲突' } };
const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security', 'aid-system'];
const HEALTH = ['settlement', 'registration'];

export class ApplicationDesk {
  readonly #ledger: Ledger;
  readonly #agreements: Agreements;
  readonly #applications = new Map<string, Application>();

  constructor(ledger: Ledger, agreements: Agreements) {
    this.#ledger = ledger;
    this.#agreements = agreements;
  }

  get all(): readonly Application[] {
    return [...this.#applications.values()];
  }

  put(applicationId: string, body: string): DeskAnswer {
    const document = objectIn(body);
    const faults = document === null ? ['body'] : faultsOf(document);
    if (document === null || faults.length > 0) {
      this.#ledger.breach('PUT application', `at fault: ${faults.join(', ')}`);
      return { status: 422, body: { type: 'invalid', fields: faults } };
    }
    const known = this.#applications.get(applicationId);
    const offered = { applicationId, ...headOf(document), document };
    const answer = known === undefined ? this.#answerNew(offered) : answerAgain(known, offered);
    if (answer.status === 201) this.#take(known, offered);
    return answer;
  }

  status(applicationId: string): DeskAnswer {
    const application = this.#applications.get(applicationId);
    if (application === undefined) return { status: 404 };
    const { version, status } = application;
    return { status: 200, body: { version, status, reasonCode: null, decidedAt: '', handledBy: '窗口 3' } };
  }

  withdraw(applicationId: string, body: string): DeskAnswer {
    const request = objectIn(body);
    const application = this.#applications.get(applicationId);
    const where = 'POST withdrawal';
    const sound = this.#ledger.demand(where, {
      'version is the one to withdraw': application === undefined || request?.['version'] === application.version,
      'reason is stated': isText(request?.['reason']),
      'the application is known': application !== undefined,
    });
    if (application === undefined) return { status: 404 };
    if (application.status === 'confirmed') return CONFLICT;
    if (!sound) return { status: 422, body: { fields: ['version', 'reason'] } };
    this.#applications.set(applicationId, { ...application, status: 'withdrawn' });
    return { status: 200 };
  }

  /** The worker decides. */
  decide(applicationId: string, status: 'confirmed' | 'declined'): void {
    const application = this.#applications.get(applicationId);
    if (application !== undefined) this.#applications.set(applicationId, { ...application, status });
  }

  #answerNew({ memberId }: Offered): DeskAnswer {
    if (this.#agreements.member(memberId) !== undefined) return { status: 201 };
    this.#ledger.breach('PUT application', 'for a member that is not on the roster');
    return { status: 404 };
  }

  #take(known: Application | undefined, offered: Offered): void {
    this.#checkAgreement(offered);
    const versionsTaken = (known?.versionsTaken ?? 0) + 1;
    this.#applications.set(offered.applicationId, { ...offered, status: 'awaiting-confirmation', versionsTaken });
  }

  #checkAgreement({ memberId, programme, document }: Offered): void {
    const member = this.#agreements.member(memberId);
    if (member === undefined) return;
    const where = `PUT ${programme} for ${member.code}`;
    this.#ledger.demand(where, {
      'the member is still a member': !member.hasLeft,
      'the member agreed to it': this.#agreements.agreedTo(member, programme),
    });
    for (const { source, dataset } of usesIn(document))
      if (source !== 'aid-system' && !this.#agreements.mayUse(member, programme, { source, health: HEALTH.includes(dataset) }))
        this.#ledger.breach(where, `rests on ${source} ${dataset}, to which the member did not agree`);
  }
}

interface Head {
  readonly memberId: string;
  readonly programme: string;
  readonly version: number;
}
interface Offered extends Head {
  readonly applicationId: string;
  readonly document: JsonObject;
}

/** Of a document without faults. */
const headOf = (document: JsonObject): Head => ({
  memberId: String(document['memberId']),
  programme: String(document['programme']),
  version: Number(document['version']),
});

const answerAgain = (known: Application, offered: Offered): DeskAnswer => {
  if (offered.version === known.version && sameJson(offered.document, known.document))
    return { status: 200, body: { version: known.version } };
  const replaces = offered.version > known.version && known.status === 'awaiting-confirmation';
  return replaces ? { status: 201 } : CONFLICT;
};

const usesIn = (document: JsonObject): readonly { readonly source: Authority | 'aid-system'; readonly dataset: string }[] => {
  const provenance = document['provenance'];
  const bases = isObject(provenance) ? Object.values(provenance).flatMap((list) => (isList(list) ? list : [])) : [];
  return bases
    .filter(isObject)
    .map((basis) => ({ source: basis['source'] as Authority | 'aid-system', dataset: String(basis['dataset']) }));
};

const faultsOf = (document: JsonObject): readonly string[] => {
  const { version, programme, memberId, form, provenance, reasons, expiresAt } = document;
  const sound: Readonly<Record<string, boolean>> = {
    version: Number.isInteger(version) && Number(version) >= 1,
    programme: isText(programme) && PROGRAMMES.includes(programme),
    memberId: isText(memberId),
    form: isObject(form),
    provenance: isObject(provenance),
    reasons: isList(reasons) && reasons.length > 0 && reasons.every(isReason),
    expiresAt: isText(expiresAt) && isInstant(expiresAt) && Date.parse(expiresAt) > Date.now(),
  };
  const unsound = Object.keys(sound).filter((field) => sound[field] === false);
  return isObject(form) && isObject(provenance) ? [...unsound, ...groundless(form, provenance)] : unsound;
};

const isReason = (reason: Json): boolean =>
  isObject(reason) && isText(reason['code']) && isObject(reason['text']) && isText(reason['text']['zh']) && isText(reason['text']['en']);

/** With a zone: an instant that depends on where it is read is none. */
const isInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));

/** Fields without provenance, provenance without field, provenance that says too little. */
const groundless = (form: JsonObject, provenance: JsonObject): readonly string[] => {
  const fields = leavesOf(form, '');
  const without = fields.filter((pointer) => !hasGround(provenance[pointer])).map((pointer) => `provenance of ${pointer}`);
  const nowhere = Object.keys(provenance).filter(
    (pointer) => !fields.some((field) => field === pointer || field.startsWith(`${pointer}/`)),
  );
  return [...without, ...nowhere.map((pointer) => `provenance leads to no field: ${pointer}`)];
};

const leavesOf = (json: Json, pointer: string): readonly string[] => {
  if (isList(json)) return json.flatMap((item, index) => leavesOf(item, `${pointer}/${index}`));
  if (!isObject(json)) return [pointer];
  return Object.entries(json).flatMap(([name, value]) => leavesOf(value, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
};

const hasGround = (bases: Json | undefined): boolean => isList(bases) && bases.length > 0 && bases.every(isBasis);

const isBasis = (basis: Json): boolean =>
  isObject(basis) &&
  isText(basis['source']) &&
  SOURCES.includes(basis['source']) &&
  isText(basis['dataset']) &&
  isText(basis['recordKey']) &&
  isText(basis['asOf']) &&
  isInstant(basis['asOf']) &&
  Date.parse(basis['asOf']) <= Date.now();
