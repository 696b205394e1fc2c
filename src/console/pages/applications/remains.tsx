/** What is still due before an application can be granted, and from whom. */
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SUPPLIERS } from '../../words/cases.ts';
import { APPLICATION } from './words.ts';

export const Remains = ({ of: { complete, fields, signatures, attachments } }: { readonly of: Schemas['Remainder'] }) => {
  const say = useTexts(APPLICATION);
  const inLanguage = useBilingual();
  if (complete)
    return (
      <Panel title={say.remains}>
        <p>{say.complete}</p>
      </Panel>
    );
  return (
    <Panel title={say.remains}>
      <div className="columns">
        <Due
          title={say.fieldsDue}
          of={fields.map(({ pointer, title, supplier }) => ({ id: pointer, text: inLanguage(title), from: supplier }))}
        />
        <Due title={say.signaturesDue} of={signatures.map(({ code, title, by }) => ({ id: code, text: inLanguage(title), from: by }))} />
        <Due
          title={say.attachmentsDue}
          of={attachments.map(({ code, title, supplier, when }) => ({
            id: code,
            text: when === null ? inLanguage(title) : `${inLanguage(title)} (${inLanguage(when)})`,
            from: supplier,
          }))}
        />
      </div>
    </Panel>
  );
};

interface DueProps {
  readonly title: string;
  readonly of: readonly { readonly id: string; readonly text: string; readonly from: string }[];
}

const Due = ({ title, of }: DueProps) => {
  const term = useTerm();
  if (of.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="lines">
        {of.map(({ id, text, from }) => (
          <li key={id}>
            {text} <span className="quiet">{term(SUPPLIERS, from)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};
