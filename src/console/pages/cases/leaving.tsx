/** A file that should end: how, why, since when, by which records. */
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { EvidenceList } from '../../parts/evidence-list.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Day } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { LEAVINGS } from '../../words/cases.ts';
import { CASE, CASES } from './words.ts';

export const Leaving = ({ leaving }: { readonly leaving: Schemas['CaseLeaving'] }) => {
  const say = useTexts(CASE);
  const list = useTexts(CASES);
  const term = useTerm();
  const inLanguage = useBilingual();
  const { kind, reason, since, months, evidence } = leaving;
  return (
    <Panel title={say.leaving}>
      <Facts
        of={[
          [list.kind, term(LEAVINGS, kind)],
          [list.reasons, inLanguage(reason.text)],
          [say.leavingSince, <Day key="since" on={since} />],
          [say.leavingMonths, months ?? '—'],
          [say.evidence, <EvidenceList key="evidence" of={evidence} />],
        ]}
      />
    </Panel>
  );
};
