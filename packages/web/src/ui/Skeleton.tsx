import { cn } from '../lib/cn.ts';

/** A grey bar where text will be. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={cn('block h-4 animate-pulse rounded bg-sunken', className)} />;
}

/** Rows of a list or a block that is loading; says so to screen readers once. */
export function SkeletonRows({ rows = 5, what = 'Loading' }: { readonly rows?: number; readonly what?: string }) {
  const widths = ['w-3/5', 'w-4/5', 'w-2/5', 'w-3/4', 'w-1/2'];
  return (
    <div role="status" aria-label={what} className="space-y-4 py-2">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={widths[row % widths.length] ?? 'w-1/2'} />
      ))}
    </div>
  );
}
