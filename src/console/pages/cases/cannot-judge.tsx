/** Rules that could have held, had something been known: what is missing, and why. */
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { MISSING, UNKNOWN_BECAUSE } from '../../words/cases.ts';
import { CASE } from './words.ts';

type Open = Schemas['CaseCannotJudge'];

export const CannotJudge = ({ of }: { readonly of: readonly Open[] }) => {
  const say = useTexts(CASE);
  const inLanguage = useBilingual();
  const term = useTerm();
  return (
    <Panel title={say.cannotJudge} about={say.cannotJudgeAbout}>
      <DetailTable<Open>
        name={say.cannotJudge}
        of={of}
        idOf={({ rule, name, reason }) => `${rule}/${name}/${reason}`}
        columns={[
          { title: say.rule, render: (_, { rule }) => <code>{rule}</code> },
          {
            title: say.missing,
            render: (_, { missing, title, name }) => `${term(MISSING, missing)}: ${title === null ? name : inLanguage(title)}`,
          },
          { title: say.because, render: (_, { reason }) => (reason === null ? say.noThreshold : term(UNKNOWN_BECAUSE, reason)) },
        ]}
      />
    </Panel>
  );
};
