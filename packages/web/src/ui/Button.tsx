import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from '../lib/cn.ts';
import { Spinner } from './Spinner.tsx';

export const buttonStyle = cva(
  'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none disabled:opacity-60 disabled:cursor-not-allowed',
  {
    variants: {
      tone: {
        primary: 'border-transparent bg-accent text-on-accent hover:not-disabled:bg-accent-strong',
        plain: 'border-border bg-surface text-text hover:not-disabled:bg-hover',
        quiet: 'border-transparent bg-transparent text-muted hover:not-disabled:bg-hover hover:not-disabled:text-text',
        danger: 'border-bad bg-surface text-bad hover:not-disabled:bg-bad-tint',
      },
      size: { small: 'h-7 px-2 text-[13px]', medium: 'h-8 px-3', icon: 'size-8 p-0', iconSmall: 'size-7 p-0' },
    },
    defaultVariants: { tone: 'plain', size: 'medium' },
  },
);

interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyle> {
  /** Shows a spinner and refuses clicks while something is under way. */
  readonly busy?: boolean;
}

export function Button({ tone, size, busy = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(buttonStyle({ tone, size }), className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}
