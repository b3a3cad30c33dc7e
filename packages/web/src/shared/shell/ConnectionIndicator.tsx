import { useRouteContext } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import type { Connection } from '../../api/live.ts';
import { cn } from '../../lib/cn.ts';

const looks: Readonly<Record<Connection, { readonly text: string; readonly dot: string; readonly title: string }>> = {
  connecting: { text: 'Connecting', dot: 'bg-faint animate-pulse', title: 'The live connection is being opened.' },
  live: { text: 'Live', dot: 'bg-ok', title: 'Changes show as they happen.' },
  lost: { text: 'Offline', dot: 'bg-bad animate-pulse', title: 'The live connection is lost; trying again.' },
};

/** Whether changes arrive as they happen. Quiet while they do; a loss is said in words. */
export function ConnectionIndicator() {
  const { live } = useRouteContext({ from: '/shell' });
  const connection = useSyncExternalStore(live.subscribe, live.connection);
  const look = looks[connection];
  return (
    <span role="status" title={look.title} className="flex items-center gap-1.5 px-1 text-[13px] text-muted">
      <span aria-hidden="true" className={cn('size-2 rounded-full', look.dot)} />
      <span className={cn(connection !== 'lost' && 'max-md:sr-only', connection === 'lost' && 'font-medium text-bad')}>
        {look.text}
      </span>
    </span>
  );
}
