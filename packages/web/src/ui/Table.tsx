import type { ComponentProps } from 'react';
import { cn } from '../lib/cn.ts';

interface TableProps extends ComponentProps<'table'> {
  /** What the rows are; read by screen readers. */
  readonly label: string;
}

/** Scrolls sideways by itself when it is wider than the page, never the page. */
export function Table({ label, className, ...rest }: TableProps) {
  return (
    <div
      className="relative overflow-x-auto rounded-lg border border-border bg-surface"
      role="group"
      aria-label={label}
      tabIndex={0}
    >
      <table className={cn('w-full border-collapse text-left', className)} aria-label={label} {...rest} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn('h-9 border-b border-border px-3 text-[13px] font-medium whitespace-nowrap text-muted', className)}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('h-11 px-3 py-1.5 align-middle', className)} {...rest} />;
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('border-b border-border last:border-b-0', className)} {...rest} />;
}
