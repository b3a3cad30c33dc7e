import { type ReactNode, useEffect } from 'react';
import { cn } from '../lib/cn.ts';

interface PageProps {
  /** The heading, and the title of the browser tab. */
  readonly title: string;
  /** In place of the plain heading. */
  readonly heading?: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, heading, note, actions, wide = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Moorage`;
  }, [title]);
  return (
    <div className={cn('mx-auto w-full space-y-6 px-4 py-6 sm:px-6', wide ? 'max-w-[1440px]' : 'max-w-6xl')}>
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          {heading ?? <h1 className="text-xl font-semibold break-words">{title}</h1>}
          {note === undefined ? null : <div className="mt-1 max-w-prose text-muted">{note}</div>}
        </div>
        {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
