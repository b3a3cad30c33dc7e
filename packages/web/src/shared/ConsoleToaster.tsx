import { useSyncExternalStore } from 'react';
import { Toaster } from 'sonner';
import { currentTheme, subscribeTheme } from '../lib/theme.ts';

/** Results of what went on in the background. What the screen shows anyway needs no toast. */
export function ConsoleToaster() {
  const theme = useSyncExternalStore(subscribeTheme, currentTheme);
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      toastOptions={{
        style: { background: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--border)', fontFamily: 'inherit' },
      }}
    />
  );
}
