/** Theme choice. `public/theme.js` applies the stored choice before the first paint and shares the key and values. */

export type ThemeChoice = 'light' | 'dark' | 'system';
export const themeChoices: readonly ThemeChoice[] = ['light', 'dark', 'system'];

const storageKey = 'moorage.theme';
const systemDark = '(prefers-color-scheme: dark)';

/** The stored choice; `system` when nothing (or something else) is stored. */
export function parseTheme(stored: string | null): ThemeChoice {
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** What is shown for a choice. */
export function themeShown(choice: ThemeChoice, systemIsDark: boolean): 'light' | 'dark' {
  if (choice === 'system') return systemIsDark ? 'dark' : 'light';
  return choice;
}

const listeners = new Set<() => void>();

export function currentTheme(): ThemeChoice {
  try {
    return parseTheme(localStorage.getItem(storageKey));
  } catch {
    return 'system';
  }
}

function apply(): void {
  document.documentElement.dataset['theme'] = themeShown(currentTheme(), matchMedia(systemDark).matches);
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // Without storage the choice cannot be kept; the system's theme stays.
  }
  apply();
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`: other tabs, this tab and the system's own switch all notify. */
export function subscribeTheme(listener: () => void): () => void {
  const media = matchMedia(systemDark);
  const onChange = () => {
    apply();
    listener();
  };
  listeners.add(listener);
  media.addEventListener('change', onChange);
  window.addEventListener('storage', onChange);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', onChange);
    window.removeEventListener('storage', onChange);
  };
}
