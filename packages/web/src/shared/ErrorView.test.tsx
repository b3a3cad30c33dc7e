import { cleanup, render, screen } from '@testing-library/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import { ApiFailure } from '../api/errors.ts';
import { ErrorView } from './ErrorView.tsx';

afterEach(cleanup);

it('offers a new sign-in where the server wants a recent one, in place of another try', () => {
  const body = {
    error: 'You signed in too long ago to do this.',
    code: 'forbidden' as const,
    requestId: 'r',
    details: { reason: 'reauthentication_required' },
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ErrorView error={new ApiFailure(body.error, { status: 403, body })} onRetry={() => {}} />
    </QueryClientProvider>,
  );
  expect(screen.getByRole('button', { name: 'Sign in again' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});
