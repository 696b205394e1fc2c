/** What a statement rests on: source, dataset, version of the record, and until when the reading speaks. */
import type { Schemas } from '../api/client.ts';
import { texts, useTerm, useTexts } from '../language.tsx';
import { DATASETS, SOURCES } from '../words/terms.ts';
import { Instant } from './instant.tsx';

const EVIDENCE = texts(
  { version: (version: number) => `第 ${version} 版`, asOf: '截至', unknown: '读取已不可考', none: '无记录' },
  { version: (version: number) => `version ${version}`, asOf: 'as of', unknown: 'reading no longer known', none: 'no record' },
);

export const EvidenceList = ({ of }: { readonly of: readonly Schemas['Evidence'][] }) => {
  const say = useTexts(EVIDENCE);
  const term = useTerm();
  if (of.length === 0) return <span className="evidence">{say.none}</span>;
  return of.map(({ source, dataset, version, asOf }) => (
    <span key={`${source}/${dataset}/${version}/${asOf}`} className="evidence">
      {term(SOURCES, source)} · {term(DATASETS, dataset)} · {say.version(version)} · {say.asOf}{' '}
      <Instant at={asOf} otherwise={say.unknown} />
    </span>
  ));
};
