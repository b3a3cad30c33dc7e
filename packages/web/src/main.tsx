import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isFailure, isTransient } from './api/errors.ts';
import { createLive } from './api/live.ts';
import { createConsoleRouter } from './routes.tsx';
import { ConsoleToaster } from './shared/ConsoleToaster.tsx';
import './styles.css';

/** Pages that work without a session and say themselves what it is needed for. */
const publicPages: readonly string[] = ['/sign-in', '/invite'];

/** A session that ends while the console is open leads to the sign-in page and back to the same view. */
function onError(error: unknown): void {
  if (!isFailure(error, 'unauthenticated') || publicPages.includes(router.state.location.pathname)) return;
  queries.removeQueries();
  void router.navigate({ to: '/sign-in', search: { redirect: router.state.location.href } });
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: (failures, error) => isTransient(error) && failures < 2, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
const router = createConsoleRouter({ queries, live: createLive(queries) });

const host = document.getElementById('root');
if (host === null) throw new Error('index.html has no element with the id "root"');
createRoot(host).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <ConsoleToaster />
    </QueryClientProvider>
  </StrictMode>,
);
