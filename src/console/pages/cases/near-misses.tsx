/** Grounds that were missed by little: how little, and what would have to change. */
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { EvidenceList } from '../../parts/evidence-list.tsx';
import { useFactText } from '../../parts/fact-value.ts';
import { Panel } from '../../parts/panel.tsx';
import { Threshold } from './threshold.tsx';
import { CASE } from './words.ts';

type NearMiss = Schemas['CaseNearMiss'];

export const NearMisses = ({ of }: { readonly of: readonly NearMiss[] }) => {
  const say = useTexts(CASE);
  const inLanguage = useBilingual();
  const factText = useFactText();
  return (
    <Panel title={say.nearMiss} about={say.nearMissAbout}>
      <DetailTable<NearMiss>
        name={say.nearMiss}
        of={of}
        idOf={({ code, fact }) => `${code}/${fact}`}
        columns={[
          { title: say.fact, render: (_, { title }) => inLanguage(title) },
          { title: say.rule, render: (_, { code }) => <code>{code}</code> },
          { title: say.value, render: (_, { value, unit }) => <strong className="figures">{factText(value, unit)}</strong> },
          { title: say.threshold, render: (_, { threshold, unit }) => <Threshold threshold={threshold} unit={unit} /> },
          { title: say.distance, render: (_, { distance, unit }) => factText(distance, unit) },
          { title: say.smallestChange, render: (_, { smallestChange }) => <div className="wrapped">{inLanguage(smallestChange)}</div> },
          { title: say.evidence, render: (_, { evidence }) => <EvidenceList of={evidence} /> },
        ]}
      />
    </Panel>
  );
};
