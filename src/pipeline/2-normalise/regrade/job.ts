/** Follows corrections of the roster: by digest where that can tell, else the person's rows are read again (`design.md`, "Storage"). */
import type { Instant } from '../../../domain/period.ts';
import type { Tx } from '../../../storage/database.ts';
import { uncover } from '../../../storage/readings.ts';
import { currentRecordsOf, regrade } from '../../../storage/records.ts';
import { type Correction, regradedByDigest } from '../regrade.ts';

export interface CorrectedMember extends Correction {
  readonly personKey: string;
}

export const followCorrections = async (tx: Tx, corrected: readonly CorrectedMember[], since: Instant): Promise<void> => {
  if (corrected.length === 0) return;
  const records = Map.groupBy(
    await currentRecordsOf(
      tx,
      corrected.map(({ personKey }) => personKey),
      { opened: false },
    ),
    ({ personKey }) => personKey,
  );
  const followed = corrected.map((member) => ({ member, ...regradedByDigest(records.get(member.personKey) ?? [], member) }));
  await regrade(
    tx,
    followed.flatMap(({ regraded }) => regraded),
  );
  await uncover(
    tx,
    followed.flatMap(({ member, readAgain }) => readAgain.map((dataset) => ({ personKey: member.personKey, dataset }))),
    since,
  );
};
