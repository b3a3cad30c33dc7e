import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Where a list has nothing to show: says what would be here and how to get it. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="rounded-lg border border-dashed border-border px-6 py-10 text-center">
      <p className="text-[15px] font-semibold">{title}</p>
      {children === undefined ? null : <div className="mx-auto mt-1.5 max-w-prose text-muted">{children}</div>}
      {actions === undefined ? null : <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
