import { useEffect, useEffectEvent } from 'react';

interface EarlyKeys {
  readonly add: (letter: string) => void;
  readonly removeLast: () => void;
  readonly close: () => void;
}

/** The keys that a field of text would take, where no field has the focus. */
function take({ key, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent, keys: EarlyKeys): boolean {
  if (ctrlKey || metaKey || altKey || isComposing) return false;
  if (key === 'Escape') keys.close();
  else if (key === 'Backspace') keys.removeLast();
  // One character, which can be two code units; every key with a name of its own has a longer one.
  else if ([...key].length === 1) keys.add(key);
  // Enter would press what has the focus behind the palette.
  else if (key !== 'Enter') return false;
  return true;
}

/**
 * What is typed after the palette was asked for and before its field has the focus: its code may still be on its way, and a focus
 * is moved a frame later. Who knows the palette by heart types at once, and must not lose the first letters of a name.
 */
export function useEarlyKeys(isOpen: boolean, keys: EarlyKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (document.activeElement?.closest('[cmdk-root]')) return;
    if (!take(event, keys)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, [isOpen]);
}
