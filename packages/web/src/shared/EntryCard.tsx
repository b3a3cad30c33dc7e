import type { ReactNode } from 'react';
import { Logo } from './shell/Logo.tsx';
import { Card } from '../ui/Card.tsx';

/** The one card of a page beside the console: before the sign-in, or for one answer. */
export function EntryCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-start justify-center px-4 py-[16vh]">
      <Card className="w-full max-w-sm space-y-4 p-6">
        <div className="flex items-center gap-3">
          <Logo />
          <h1 className="text-lg font-semibold break-words">{title}</h1>
        </div>
        {children}
      </Card>
    </main>
  );
}
