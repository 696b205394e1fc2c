/** The runs that a batch of retries opened again. */
import { Link } from 'react-router';

export const RunLinks = ({ runs }: { readonly runs: readonly string[] }) =>
  runs.length === 0
    ? '—'
    : runs.map((runId) => (
        <Link key={runId} to={`/runs/${runId}`} className="each">
          {runId}
        </Link>
      ));
