import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { configQuery } from '../../api/queries.ts';
import { devSignIn, maySignInByItself, safeRedirect } from '../../api/session.ts';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { EntryCard } from '../../shared/EntryCard.tsx';
import { devAddress, SignInWays } from './SignInWays.tsx';

export function SignInPage(): ReactElement {
  const { redirect } = useSearch({ from: '/sign-in' });
  const config = useQuery(configQuery);
  const [mayBeAutomatic] = useState(maySignInByItself);
  const target = safeRedirect(redirect);
  // Where there is a choice, or an invitation for a certain address, nobody chooses for the user.
  const isAutomatic =
    mayBeAutomatic && config.data?.devMode === true && config.data.signInProviders.length === 0 && !target.startsWith('/invite');
  useEffect(() => {
    document.title = 'Sign in · Moorage';
  }, []);
  useEffect(() => {
    if (isAutomatic) devSignIn(devAddress, target);
  }, [isAutomatic, target]);
  return (
    <EntryCard title={`Sign in to ${config.data?.branding.name ?? 'Moorage'}`}>
      {config.error === null ? null : (
        <ErrorView
          error={config.error}
          attempt="The server could not be asked how to sign in"
          onRetry={() => void config.refetch()}
        />
      )}
      {config.isPending ? <SkeletonRows rows={2} /> : null}
      {config.data === undefined ? null : <SignInWays config={config.data} target={target} isAutomatic={isAutomatic} />}
    </EntryCard>
  );
}
