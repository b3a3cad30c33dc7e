import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useConfig } from '../use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { Kbd } from '../../ui/Code.tsx';
import { ConnectionIndicator } from './ConnectionIndicator.tsx';
import { Logo } from './Logo.tsx';
import { TeamSwitcher } from './TeamSwitcher.tsx';
import { UserMenu } from './UserMenu.tsx';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  const config = useConfig();
  return (
    <header className="flex h-12 items-center gap-1 bg-surface px-2 sm:px-4">
      <Link to="/" aria-label={`${config?.branding.name ?? 'Moorage'}, dashboard`} className="rounded-md p-1">
        <Logo />
      </Link>
      <span aria-hidden="true" className="text-control">
        /
      </span>
      <TeamSwitcher />
      <div className="ml-auto flex items-center gap-1 sm:gap-2">
        <ConnectionIndicator />
        <Button
          className="max-sm:size-8 max-sm:border-transparent max-sm:p-0 sm:w-52 sm:justify-start sm:font-normal sm:text-muted"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={onSearch}
        >
          <Search aria-hidden="true" className="size-4" />
          <span className="max-sm:sr-only">Search</span>
          <span className="sr-only">and commands</span>
          <span aria-hidden="true" className="ml-auto max-sm:hidden">
            <Kbd>{isMac ? '⌘K' : 'Ctrl K'}</Kbd>
          </span>
        </Button>
        <UserMenu />
      </div>
    </header>
  );
}
