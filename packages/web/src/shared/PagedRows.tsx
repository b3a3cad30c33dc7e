import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../api/client.ts';
import { Button } from '../ui/Button.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { ErrorView } from './ErrorView.tsx';

interface PagedRowsProps<T> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  /** "The users": the subject of both the loading and the error text. */
  readonly what: string;
  /** In place of the rows where there are none. */
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list that is read page by page; rows that are there stay when another page cannot be read. */
export function PagedRows<T>({ query, what, empty, children }: PagedRowsProps<T>) {
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      {query.error === null ? null : (
        <ErrorView error={query.error} attempt={`${what} could not be loaded`} onRetry={() => void query.refetch()} />
      )}
      {query.isPending ? <SkeletonRows rows={6} what={`Loading: ${what}`} /> : null}
      {items === undefined ? null : items.length === 0 ? empty : children(items)}
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          More
        </Button>
      ) : null}
    </>
  );
}
