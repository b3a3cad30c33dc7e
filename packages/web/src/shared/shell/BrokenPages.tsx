import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { isFailure, toFailure } from '../../api/errors.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorView } from '../ErrorView.tsx';
import { LinkButton } from '../LinkButton.tsx';
import { Page } from '../Page.tsx';

export function NotFoundPage(): ReactElement {
  return (
    <Page title="Page not found">
      <EmptyState
        title="There is nothing at this address"
        actions={
          <>
            <LinkButton to="/">Dashboard</LinkButton>
            <LinkButton to="/deployments">Deployments</LinkButton>
          </>
        }
      >
        The link may be old or mistyped. Ctrl-K finds every deployment, template and page by name.
      </EmptyState>
    </Page>
  );
}

/** The error boundary of every page: the shell stays, the page says what broke. */
export function RouteErrorPage({ error, reset }: ErrorComponentProps): ReactElement {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  // A new version of the server was installed while this page was open: its old files are gone.
  const isOutdated = /dynamically imported module|module script failed|preload CSS/i.test(toFailure(error).message);
  if (isOutdated) {
    return (
      <Page title="A new version is there">
        <EmptyState
          title="The console was updated while this page was open"
          actions={
            <LinkButton to="." reloadDocument>
              Reload
            </LinkButton>
          }
        />
      </Page>
    );
  }
  const attempt = isFailure(error) ? 'The console could not load' : 'This page broke';
  return (
    <Page title="Something went wrong">
      <ErrorView error={error} attempt={attempt} onRetry={retry} />
    </Page>
  );
}
