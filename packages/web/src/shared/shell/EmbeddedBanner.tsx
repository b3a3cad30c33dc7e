import { useState } from 'react';
import { useConfig } from '../use-session.ts';
import { ConnectClusterDialog } from './ConnectClusterDialog.tsx';

/** Stands on every screen while there is no real cluster: nobody may take these processes for isolated ones. */
export function EmbeddedBanner() {
  const config = useConfig();
  const [isOpen, setOpen] = useState(false);
  const cluster = config?.embeddedCluster ?? null;
  if (cluster === null) return null;
  return (
    <aside aria-label="Embedded cluster" className="border-b border-border bg-warn-tint px-4 py-1.5 text-center text-[13px]">
      <span className="text-warn">
        <strong className="font-semibold">Embedded cluster.</strong>{' '}
        <span className="max-sm:hidden">Apps run as processes of this computer, without isolation.</span>
        <span className="sm:hidden">No isolation.</span>
      </span>{' '}
      <button type="button" className="font-medium text-text underline underline-offset-2" onClick={() => setOpen(true)}>
        Connect a real cluster
      </button>
      <ConnectClusterDialog open={isOpen} onOpenChange={setOpen} cluster={cluster} />
    </aside>
  );
}
