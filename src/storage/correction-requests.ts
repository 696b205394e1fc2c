/** Correction requests 校核申请: what an authority was asked to check of its own record, until when, and what it answered. Closed by the corrected row itself. */
import type { Day, Instant } from '../domain/period.ts';
import type { Authority } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';

export interface CorrectionRequest {
  readonly requestId: string;
  readonly addressee: Authority;
  readonly dueOn: Day;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly why: string | null;
  /** `closed`: a night found the discrepancy gone. */
  readonly state: 'open' | 'answered' | 'withdrawn' | 'closed';
  readonly answer: string | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Instant | null;
  readonly closedRun: string | null;
}

/** A discrepancy, held until the transaction ends. */
export interface HeldDiscrepancy {
  readonly personKey: string;
  readonly isOpen: boolean;
  readonly sources: readonly Authority[];
}

/** Null: there is none, or nobody it is about any more. */
export const holdDiscrepancy = async (tx: Tx, discrepancyId: string): Promise<HeldDiscrepancy | null> => {
  const { rows } = await tx.query<HeldDiscrepancy>(
    `select person_key as "personKey", closed_run is null as "isOpen", sources from discrepancy d
      where discrepancy_id = $1 and exists (select from member m where m.person_key = d.person_key) for no key update`,
    [discrepancyId],
  );
  return rows[0] ?? null;
};

interface About {
  readonly personKey: string;
  readonly discrepancyId: string;
}

/** False: this authority has been asked already and the request is live. */
export const insertRequest = async (
  tx: Tx,
  { personKey, discrepancyId }: About,
  request: Pick<CorrectionRequest, 'requestId' | 'addressee' | 'dueOn' | 'requestedBy' | 'requestedAt' | 'why'>,
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `insert into correction_request (person_key, request_id, discrepancy_id, addressee, due_on, requested_by, requested_at, why, state)
     select $1, $2, $3, $4, $5, $6, $7, $8, 'open'
      where not exists (select from correction_request where person_key = $1 and discrepancy_id = $3 and addressee = $4 and state in ('open', 'answered'))`,
    [personKey, request.requestId, discrepancyId, request.addressee, request.dueOn, request.requestedBy, request.requestedAt, request.why],
  );
  await noteRequested(tx, [{ personKey, discrepancyId }]);
  return rowCount === 1;
};

/** False: there is no live request to that authority. An answer may be corrected. */
export const answerRequest = async (
  tx: Tx,
  about: About,
  answered: { readonly addressee: Authority; readonly answer: string; readonly by: string; readonly at: Instant },
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `update correction_request set state = 'answered', answer = $4, answered_by = $5, answered_at = $6
      where person_key = $1 and discrepancy_id = $2 and addressee = $3 and state in ('open', 'answered')`,
    [about.personKey, about.discrepancyId, answered.addressee, answered.answer, answered.by, answered.at],
  );
  await noteRequested(tx, [about]);
  return rowCount === 1;
};

/** False: there is no live request to that authority. */
export const withdrawRequest = async (tx: Tx, about: About, addressee: Authority): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `update correction_request set state = 'withdrawn' where person_key = $1 and discrepancy_id = $2 and addressee = $3 and state in ('open', 'answered')`,
    [about.personKey, about.discrepancyId, addressee],
  );
  await noteRequested(tx, [about]);
  return rowCount === 1;
};

/** Who was asked and has something to answer, or to be told that it need not. */
export const liveAddressees = async (tx: Tx, { personKey, discrepancyId }: About): Promise<readonly Authority[]> => {
  const { rows } = await tx.query<{ addressee: Authority }>(
    `select addressee from correction_request where person_key = $1 and discrepancy_id = $2 and state in ('open', 'answered') order by addressee`,
    [personKey, discrepancyId],
  );
  return rows.map(({ addressee }) => addressee);
};

/** The lists go by what stands at the discrepancy itself. */
const noteRequested = async (tx: Tx, about: readonly About[]): Promise<void> => {
  await tx.query(
    `update discrepancy d
        set requested = (select max(q.state) from correction_request q
                          where q.person_key = d.person_key and q.discrepancy_id = d.discrepancy_id and q.state in ('open', 'answered'))
       from unnest($1::uuid[], $2::uuid[]) as n (person_key, discrepancy_id)
      where d.person_key = n.person_key and d.discrepancy_id = n.discrepancy_id`,
    [about.map(({ personKey }) => personKey), about.map(({ discrepancyId }) => discrepancyId)],
  );
};

/** In the transaction in which a night closes these discrepancies: whoever was asked about them has nothing to correct any more. */
export const closeRequests = async (tx: Tx, runId: string, closed: readonly About[]): Promise<void> => {
  if (closed.length === 0) return;
  await tx.query(
    `update correction_request q set state = 'closed', closed_run = $1 from unnest($2::uuid[], $3::uuid[]) as n (person_key, discrepancy_id)
      where q.person_key = n.person_key and q.discrepancy_id = n.discrepancy_id and q.state in ('open', 'answered')`,
    [runId, closed.map(({ personKey }) => personKey), closed.map(({ discrepancyId }) => discrepancyId)],
  );
};

/** A run that closed discrepancies and, done again, finds them as before: their requests are as before too. */
export const reopenRequests = async (tx: Tx, runId: string, personKeys: readonly string[]): Promise<void> => {
  if (personKeys.length === 0) return;
  const { rows } = await tx.query<About>({
    name: 'reopen-requests',
    text: `update correction_request q set state = case when q.answered_at is null then 'open' else 'answered' end, closed_run = null from discrepancy d
      where q.person_key = any($2::uuid[]) and q.state = 'closed' and q.closed_run = $1
        and d.person_key = q.person_key and d.discrepancy_id = q.discrepancy_id and d.closed_run is null
     returning q.person_key as "personKey", q.discrepancy_id as "discrepancyId"`,
    values: [runId, personKeys],
  });
  if (rows.length > 0) await noteRequested(tx, rows);
};

/** All there ever were about these discrepancies, the newest first. */
export const requestsAbout = async (
  db: Db,
  about: readonly About[],
): Promise<readonly (CorrectionRequest & Pick<About, 'discrepancyId'>)[]> => {
  const { rows } = await db.query<CorrectionRequest & Pick<About, 'discrepancyId'>>(
    `select q.discrepancy_id as "discrepancyId", q.request_id as "requestId", q.addressee, q.due_on as "dueOn", q.requested_by as "requestedBy",
            q.requested_at as "requestedAt", q.why, q.state, q.answer, q.answered_by as "answeredBy", q.answered_at as "answeredAt", q.closed_run as "closedRun"
       from unnest($1::uuid[], $2::uuid[]) as n (person_key, discrepancy_id)
       join correction_request q on q.person_key = n.person_key and q.discrepancy_id = n.discrepancy_id
      order by q.requested_at desc, q.request_id`,
    [about.map(({ personKey }) => personKey), about.map(({ discrepancyId }) => discrepancyId)],
  );
  return rows;
};
