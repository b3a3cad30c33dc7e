import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { Live } from './api/live.ts';
import { createConsoleRouter } from './routes.tsx';

const live: Live = { follow: () => () => {}, connection: () => 'connecting', subscribe: () => () => {} };

it('has a page wherever the server sends a browser', () => {
  const { routesByPath } = createConsoleRouter({ queries: new QueryClient(), live });
  for (const path of ['/', '/sign-in', '/invite', '/tier/select', '/device']) expect(Object.keys(routesByPath)).toContain(path);
});
