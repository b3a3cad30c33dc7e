import { cn } from '../lib/cn.ts';

/** Decoration only; whoever shows it says in words what is under way. */
export function Spinner({ className }: { readonly className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('inline-block size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent', className)}
    />
  );
}
