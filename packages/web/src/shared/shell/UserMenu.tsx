import { Link } from '@tanstack/react-router';
import { BookOpen, KeyRound, LogOut } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { chooseTheme, currentTheme, subscribeTheme, type ThemeChoice } from '../../lib/theme.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuSeparator } from '../../ui/Menu.tsx';
import { signOutOrSay } from '../sign-out.ts';
import { useMe } from '../use-session.ts';

const themes: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function UserMenu() {
  const me = useMe();
  const theme = useSyncExternalStore(subscribeTheme, currentTheme);
  const initial = (me.name === '' ? me.email : me.name).slice(0, 1).toUpperCase();
  return (
    <Menu
      trigger={
        <Button
          size="icon"
          tone="quiet"
          aria-label={`Account of ${me.email}`}
          className="shrink-0 rounded-full bg-sunken text-text"
        >
          {initial}
        </Button>
      }
    >
      <MenuHeading>
        <span className="block truncate font-medium">{me.name}</span>
        <span className="block truncate text-[13px] text-muted">{me.email}</span>
      </MenuHeading>
      <MenuSeparator />
      <MenuItem icon={<KeyRound className="size-4" />} render={<Link to="/settings/api-keys" />}>
        API keys
      </MenuItem>
      <MenuItem
        icon={<BookOpen className="size-4" />}
        render={<a href="/docs" target="_blank" rel="noreferrer" aria-label="API reference" />}
      >
        API reference
      </MenuItem>
      <MenuSeparator />
      <MenuChoice label="Theme" value={theme} onChange={chooseTheme} options={themes} />
      <MenuSeparator />
      <MenuItem icon={<LogOut className="size-4" />} onClick={signOutOrSay}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
