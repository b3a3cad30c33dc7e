import { cva } from 'class-variance-authority';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Tone } from '../lib/status.ts';

const callout = cva('flex gap-3 rounded-lg border px-4 py-3', {
  variants: {
    tone: {
      ok: 'border-ok/40 bg-ok-tint',
      busy: 'border-busy/40 bg-busy-tint',
      warn: 'border-warn/40 bg-warn-tint',
      bad: 'border-bad/40 bg-bad-tint',
      neutral: 'border-border bg-sunken',
    },
  },
});
const iconColor: Readonly<Record<Tone, string>> = {
  ok: 'text-ok',
  busy: 'text-busy',
  warn: 'text-warn',
  bad: 'text-bad',
  neutral: 'text-muted',
};

interface CalloutProps {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** `alert` interrupts a screen reader: for what has just gone wrong. */
  readonly role?: 'alert' | 'status';
  readonly actions?: ReactNode;
}

export function Callout({ tone, title, children, role, actions }: CalloutProps) {
  const Icon = tone === 'bad' ? CircleAlert : tone === 'warn' ? TriangleAlert : Info;
  return (
    <div role={role} className={callout({ tone })}>
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${iconColor[tone]}`} />
      <div className="min-w-0 flex-1 space-y-1.5">
        <p className="font-medium break-words">{title}</p>
        {children}
        {actions === undefined ? null : <div className="flex flex-wrap gap-2 pt-1">{actions}</div>}
      </div>
    </div>
  );
}
