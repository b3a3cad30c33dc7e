import { cva } from 'class-variance-authority';
import type { ReactNode } from 'react';
import type { Tone } from '../lib/status.ts';

const badge = cva('inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-[13px] font-medium whitespace-nowrap', {
  variants: {
    tone: {
      ok: 'bg-ok-tint text-ok',
      busy: 'bg-busy-tint text-busy',
      warn: 'bg-warn-tint text-warn',
      bad: 'bg-bad-tint text-bad',
      neutral: 'bg-sunken text-muted',
    },
  },
});

const dot = cva('size-1.5 shrink-0 rounded-full bg-current', { variants: { moving: { true: 'animate-pulse', false: '' } } });

interface BadgeProps {
  readonly tone: Tone;
  /** A dot that pulses while something is going on. */
  readonly moving?: boolean;
  readonly children: ReactNode;
}

export function Badge({ tone, moving = false, children }: BadgeProps) {
  return (
    <span className={badge({ tone })}>
      <span aria-hidden="true" className={dot({ moving })} />
      {children}
    </span>
  );
}

/** A word beside a name, such as "system" or "secret"; not a status. */
export function Tag({ children }: { readonly children: ReactNode }) {
  return (
    <span className="inline-flex h-5 items-center rounded border border-border px-1.5 text-xs text-muted whitespace-nowrap">
      {children}
    </span>
  );
}
