/** The answer to one question, or how it stands with it: under way, refused, failed. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../language.tsx';
import { QueryFailed } from './query-failed.tsx';
import { PARTS } from './words.ts';

interface QueryViewProps<Answer> {
  readonly query: UseQueryResult<Answer>;
  readonly children: (answer: Answer) => ReactNode;
}

/** What was answered before stays in sight while the same is asked again and fails. */
export const QueryView = <Answer,>({ query, children }: QueryViewProps<Answer>) => {
  const say = useTexts(PARTS);
  const { data, error, refetch } = query;
  return (
    <>
      {error !== null && <QueryFailed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && (
        <div role="status" aria-label={say.loading}>
          <Skeleton active paragraph={{ rows: 6 }} title={false} />
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  );
};
