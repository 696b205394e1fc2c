/** A masked row as its tree of fields: names and kinds, never a value; what cannot be read carries its reason. */
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { FIELD_KINDS } from '../../words/quarantine.ts';
import { QUARANTINED } from './words.ts';

type Field = Schemas['MaskedField'];
type Reason = Schemas['Bilingual'];

interface Node {
  readonly field: Field;
  readonly below: readonly Node[];
}

export const MaskedTree = ({ fields, reason }: { readonly fields: readonly Field[]; readonly reason: Reason }) => (
  <Level nodes={nodesOf(fields)} reason={reason} />
);

/** Lines in the order of the row: whatever lies deeper than a line, up to the next that does not, is below it. */
const nodesOf = (fields: readonly Field[]): readonly Node[] => {
  const [first, ...rest] = fields;
  if (first === undefined) return [];
  const next = rest.findIndex(({ depth }) => depth <= first.depth);
  const end = next === -1 ? rest.length : next;
  return [{ field: first, below: nodesOf(rest.slice(0, end)) }, ...nodesOf(rest.slice(end))];
};

const Level = ({ nodes, reason }: { readonly nodes: readonly Node[]; readonly reason: Reason }) => (
  <ul className="masked">
    {nodes.map(({ field, below }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: entries of a list have no name, and the row never changes.
      <li key={index}>
        <FieldLine field={field} reason={reason} />
        {below.length > 0 && <Level nodes={below} reason={reason} />}
      </li>
    ))}
  </ul>
);

const FieldLine = ({ field, reason }: { readonly field: Field; readonly reason: Reason }) => {
  const say = useTexts(QUARANTINED);
  const term = useTerm();
  const inLanguage = useBilingual();
  const { name, depth, kind, value, length, isAtFault } = field;
  const size = length === null ? null : kind === 'list' ? say.entries(length) : say.characters(length);
  return (
    <div className={isAtFault ? 'masked-field is-at-fault' : 'masked-field'}>
      <code>{name ?? (depth === 0 ? say.whole : say.nameless)}</code>
      <span className="masked-kind">{[term(FIELD_KINDS, kind), size].filter((part) => part !== null).join(' · ')}</span>
      <span className="masked-value">{value}</span>
      {isAtFault && (
        <strong className="masked-reason">
          {say.here}
          {inLanguage(reason)}
        </strong>
      )}
    </div>
  );
};
