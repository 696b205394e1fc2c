/** Conditions that held: which value, against which threshold, how far beyond it, and by which records. */
import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { EvidenceList } from '../../parts/evidence-list.tsx';
import { useFactText } from '../../parts/fact-value.ts';
import { Panel } from '../../parts/panel.tsx';
import { MARKS } from '../../words/cases.ts';
import { Threshold } from './threshold.tsx';
import { CASE } from './words.ts';

type Condition = Schemas['CaseCondition'];

export const Conditions = ({ of }: { readonly of: readonly Condition[] }) => {
  const say = useTexts(CASE);
  const inLanguage = useBilingual();
  const factText = useFactText();
  return (
    <Panel title={say.conditions} about={say.conditionsAbout}>
      <DetailTable<Condition>
        name={say.conditions}
        of={of}
        idOf={({ rule, fact, threshold }) => `${rule}/${fact}/${threshold?.name}`}
        empty={say.noConditions}
        columns={[
          { title: say.fact, render: (_, { title }) => inLanguage(title) },
          { title: say.rule, render: (_, { rule }) => <code>{rule}</code> },
          { title: say.value, render: (_, condition) => <Value condition={condition} /> },
          { title: say.threshold, render: (_, { threshold, unit }) => <Threshold threshold={threshold} unit={unit} /> },
          { title: say.distance, render: (_, { distance, unit }) => (distance === null ? '—' : factText(distance, unit)) },
          { title: say.evidence, render: (_, { evidence }) => <EvidenceList of={evidence} /> },
        ]}
      />
    </Panel>
  );
};

const Value = ({ condition: { value, unit, bound, mark } }: { readonly condition: Condition }) => {
  const say = useTexts(CASE);
  const term = useTerm();
  const factText = useFactText();
  const bounds = { exact: '', 'at-least': `${say.atLeast} `, 'at-most': `${say.atMost} ` } as const;
  return (
    <>
      <strong className="figures">
        {bounds[bound]}
        {factText(value, unit)}
      </strong>
      {mark !== null && (
        <div>
          <Tag color="warning">{term(MARKS, mark)}</Tag>
        </div>
      )}
    </>
  );
};
