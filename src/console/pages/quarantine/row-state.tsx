/** How it stands with a row: also whether it is being replayed right now. */
import type { Schemas } from '../../api/client.ts';
import { StatusTag } from '../../parts/status-tag.tsx';
import { QUARANTINE_STATES, QUARANTINE_TONES } from '../../words/quarantine.ts';

export const RowState = ({ row: { state, replaying } }: { readonly row: Schemas['QuarantinedItem'] }) => (
  <StatusTag code={replaying ? 'replaying' : state} terms={QUARANTINE_STATES} tones={QUARANTINE_TONES} />
);
