import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { ErrorView } from './ErrorView.tsx';

interface LoadedProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isPending'>;
  /** "The members", "This template": the subject of both the loading and the error text. */
  readonly what: string;
  readonly skeletonRows?: number;
  readonly children: (data: T) => ReactNode;
}

/** The three faces of a query. Data that is there stays on the screen when a refresh fails; the error stands above it. */
export function Loaded<T>({ query, what, skeletonRows = 4, children }: LoadedProps<T>) {
  const error =
    query.error === null ? null : (
      <ErrorView error={query.error} attempt={`${what} could not be loaded`} onRetry={() => void query.refetch()} />
    );
  if (query.data === undefined) return error ?? <SkeletonRows rows={skeletonRows} what={`Loading: ${what}`} />;
  return (
    <>
      {error}
      {children(query.data)}
    </>
  );
}
