import { Menu } from '@base-ui/react/menu';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { Check, ChevronsUpDown } from 'lucide-react';
import { cn } from '../../lib/cn.ts';
import { buttonStyle } from '../../ui/Button.tsx';
import { inputStyle } from '../../ui/Field.tsx';
import { popupStyle } from '../../ui/Menu.tsx';
import { useCurrentTeam, useMe } from '../use-session.ts';

/** Organization and team at the top left; typing narrows the list. The choice goes to the URL, the rest follows from it. */
export function TeamSwitcher() {
  const me = useMe();
  const current = useCurrentTeam();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const choose = (team: string) => {
    // One deployment belongs to one team: its page makes no sense in another.
    if (pathname.startsWith('/deployments/')) void navigate({ to: '/deployments', search: { team } });
    else void navigate({ to: '.', search: (previous) => ({ ...previous, team }) });
  };
  return (
    <Menu.FilterProvider autoHighlight>
      <Menu.Root>
        <Menu.Trigger className={cn(buttonStyle({ tone: 'quiet' }), 'min-w-0 shrink text-text')}>
          <span className="truncate max-sm:hidden">{current.orgName}</span>
          <span aria-hidden="true" className="text-control max-sm:hidden">
            /
          </span>
          <span className="truncate">{current.teamName}</span>
          <span className="sr-only">, switch the team</span>
          <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="start" sideOffset={4} className="z-50 outline-none">
            <Menu.Popup className={cn(popupStyle, 'w-72 max-w-[calc(100vw-16px)]')}>
              <Menu.Input className={cn(inputStyle, 'mb-1 h-8')} aria-label="Find a team" placeholder="Find a team" />
              <Menu.Empty className="px-2 py-3 text-muted empty:hidden">No team of that name.</Menu.Empty>
              <Menu.List>
                {me.orgs.map((org) => (
                  <Menu.Group key={org.id} data-filter-section="">
                    <Menu.GroupLabel className="px-2 pt-2 pb-1 text-xs text-faint">{org.name}</Menu.GroupLabel>
                    {me.teams
                      .filter((team) => team.orgId === org.id)
                      .map((team) => (
                        <Menu.Item
                          key={team.id}
                          onClick={() => choose(team.id)}
                          aria-current={team.id === current.teamId || undefined}
                          className="flex min-h-8 cursor-default items-center gap-2 rounded px-2 outline-none select-none data-highlighted:bg-hover"
                        >
                          <span className="truncate">{team.name}</span>
                          {team.id === current.teamId ? <Check aria-hidden="true" className="ml-auto size-4" /> : null}
                        </Menu.Item>
                      ))}
                  </Menu.Group>
                ))}
              </Menu.List>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </Menu.FilterProvider>
  );
}
