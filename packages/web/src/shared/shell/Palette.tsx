import { lazy, Suspense, useEffect, useState } from 'react';
import { useEarlyKeys } from './use-early-keys.ts';

const load = () => import('./CommandPalette.tsx').then((module) => ({ default: module.CommandPalette }));
const CommandPalette = lazy(load);

/** Fetches the palette while nothing else goes on, so that it is there when it is asked for. */
function usePreload(): void {
  useEffect(() => {
    if (typeof window.requestIdleCallback !== 'function') return undefined;
    const idle = window.requestIdleCallback(() => void load());
    return () => window.cancelIdleCallback(idle);
  }, []);
}

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** The palette, whose code comes by itself, and what is typed into it also while it comes. */
export function Palette({ isOpen, onOpenChange }: PaletteProps) {
  const [search, setSearch] = useState('');
  const [wasOpened, setOpened] = useState(false);
  if (isOpen && !wasOpened) setOpened(true);
  const change = (next: boolean) => {
    if (!next) setSearch('');
    onOpenChange(next);
  };
  usePreload();
  useEarlyKeys(isOpen, {
    add: (letter) => setSearch((before) => before + letter),
    removeLast: () => setSearch((before) => [...before].slice(0, -1).join('')),
    close: () => change(false),
  });
  if (!wasOpened) return null;
  return (
    <Suspense fallback={null}>
      <CommandPalette open={isOpen} onOpenChange={change} search={search} onSearchChange={setSearch} />
    </Suspense>
  );
}
