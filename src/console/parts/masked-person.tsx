/** Somebody as everybody may see them. */
import type { Schemas } from '../api/client.ts';

export const MaskedPerson = ({ member }: { readonly member: Schemas['MaskedMember'] }) => (
  <span className="figures">
    {member.name} {member.idNumber}
  </span>
);
