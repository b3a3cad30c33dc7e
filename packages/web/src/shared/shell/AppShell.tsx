import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouteContext, useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { meQuery } from '../../api/queries.ts';
import { rememberSignedIn } from '../../api/session.ts';
import { useCurrentTeam, useMe } from '../use-session.ts';
import { EmbeddedBanner } from './EmbeddedBanner.tsx';
import { NavBar } from './NavBar.tsx';
import { Palette } from './Palette.tsx';
import { TopBar } from './TopBar.tsx';
import { useTeamSync } from './use-team-sync.ts';

/** Ctrl-K or Cmd-K opens the palette everywhere, also from within a field. */
function usePaletteKey(toggle: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [toggle]);
}

/** Several teams: the URL names the one that is shown, so that a copied link shows the same to a colleague. */
function useTeamInUrl(): void {
  const navigate = useNavigate();
  const { team } = useSearch({ strict: false });
  const { teamId } = useCurrentTeam();
  const { teams } = useMe();
  useEffect(() => {
    if (team !== undefined || teamId === undefined || teams.length < 2) return;
    void navigate({ to: '.', search: (previous) => ({ ...previous, team: teamId }), replace: true });
  }, [navigate, team, teamId, teams.length]);
}

export function AppShell(): ReactElement {
  const { live } = useRouteContext({ from: '/shell' });
  const { teamId } = useCurrentTeam();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const isSignedIn = useQuery(meQuery).isSuccess;
  const openPalette = () => setPaletteOpen(true);
  usePaletteKey(openPalette);
  useTeamInUrl();
  useTeamSync();
  useEffect(() => live.follow(teamId), [live, teamId]);
  useEffect(() => {
    if (isSignedIn) rememberSignedIn();
  }, [isSignedIn]);
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">
        Skip to content
      </a>
      <EmbeddedBanner />
      <TopBar onSearch={openPalette} />
      <NavBar />
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <Outlet />
      </main>
      <Palette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} />
    </div>
  );
}
