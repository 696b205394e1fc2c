/** The newest form, field by field: what is filled, masked where it has to be, and what it rests on. */
import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { FORM_WORDS } from '../../words/cases.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { APPLICATION } from './words.ts';

type Field = Schemas['FormField'];

export const FormFields = ({ of }: { readonly of: readonly Field[] }) => {
  const say = useTexts(APPLICATION);
  return (
    <Panel title={say.form} about={say.formAbout}>
      <DetailTable<Field>
        name={say.form}
        of={of}
        idOf={({ pointer }) => pointer}
        empty={say.noForm}
        columns={[
          { title: say.field, render: (_, { pointer }) => <code>{pointer}</code> },
          { title: say.value, render: (_, field) => <Value field={field} /> },
          { title: say.basis, render: (_, { provenance }) => <Provenance of={provenance} /> },
        ]}
      />
    </Panel>
  );
};

const Value = ({ field: { value, masked } }: { readonly field: Field }) => {
  const say = useTexts(APPLICATION);
  const term = useTerm();
  return (
    <>
      <span className="figures">{term(FORM_WORDS, String(value))}</span> {masked && <Tag>{say.masked}</Tag>}
    </>
  );
};

const Provenance = ({ of }: { readonly of: Field['provenance'] }) => {
  const say = useTexts(APPLICATION);
  const term = useTerm();
  return of.map(({ source, dataset, asOf }) => (
    <span key={`${source}/${dataset}/${asOf}`} className="evidence">
      {term(SOURCES, source)} · {term(DATASETS, dataset)} · {say.asOf} <Instant at={asOf} />
    </span>
  ));
};
