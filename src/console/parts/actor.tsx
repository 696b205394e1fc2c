/** Who did something, as the ledger names them: what kind of actor, and which, in short. */
import { useTerm } from '../language.tsx';
import { ACTORS } from '../words/audit.ts';

const SHORT = 8;
/** An operator's id is a random UUID. */
const LONG = 24;

export const Actor = ({ name }: { readonly name: string }) => {
  const term = useTerm();
  const [kind = '', ...rest] = name.split(':');
  const which = rest.join(':');
  return (
    <span title={name}>
      {term(ACTORS, kind)} <code>{which.length > LONG ? `${which.slice(0, SHORT)}…` : which}</code>
    </span>
  );
};
