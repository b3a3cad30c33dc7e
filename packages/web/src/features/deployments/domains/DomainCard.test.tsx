import type { CustomDomain } from '@moorage/sdk/types';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { keys } from '../../../api/queries.ts';
import { DomainCard } from './DomainCard.tsx';

const domain: CustomDomain = {
  id: '1',
  host: 'shop.example.com',
  ingress: 'web',
  status: 'Pending',
  reason: 'RecordMissing',
  message: 'Create the TXT record, so that it is known to be yours.',
  records: [
    { type: 'TXT', name: '_moorage.shop.example.com', value: 'moorage=abc', purpose: 'ownership', state: 'missing', found: [] },
    {
      type: 'CNAME',
      name: 'shop.example.com',
      value: 'apps.example.net',
      purpose: 'routing',
      state: 'wrong',
      found: ['old.example.net'],
    },
  ],
  certificate: null,
  checkedAt: null,
  createdAt: '2026-03-01T12:00:00Z',
};

function show(shown: CustomDomain, mayChange = true): QueryClient {
  const queries = new QueryClient();
  queries.setQueryData(keys.deploymentPart('hello', 'domains'), [shown]);
  render(
    <QueryClientProvider client={queries}>
      <DomainCard name="hello" domain={shown} mayChange={mayChange} />
    </QueryClientProvider>,
  );
  return queries;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('shows the records to create, what is there in their place, and lets each be copied', () => {
  show(domain);
  const table = screen.getByRole('table', { name: 'DNS records of shop.example.com' });
  expect(within(table).getByText('missing')).toBeDefined();
  expect(within(table).getByText('There is old.example.net')).toBeDefined();
  expect(within(table).getByRole('button', { name: 'Copy the value of the TXT record' })).toBeDefined();
  expect(screen.getByText(domain.message)).toBeDefined();
  expect(screen.queryByRole('link')).toBeNull();
});

it('links a domain that is served, and tells when its certificate ends', () => {
  const certificate = { state: 'Issued', reason: '', message: '', notAfter: '2020-01-01T00:00:00Z' } as const;
  show({ ...domain, status: 'Active', certificate });
  expect(screen.getByRole('link').getAttribute('href')).toBe('https://shop.example.com');
  expect(screen.getByText(/expired, on 20(?:19-12-31|20-01-01)/)).toBeDefined();
});

it('says why a certificate is not there', () => {
  const certificate = { state: 'Failed', reason: 'RateLimited', message: 'Too many certificates.', notAfter: null } as const;
  show({ ...domain, status: 'Verified', certificate });
  expect(screen.getByText('Rate limited: Too many certificates.')).toBeDefined();
});

it('offers nothing to who may only look', () => {
  show(domain, false);
  expect(screen.queryByRole('button', { name: /Remove|Check/ })).toBeNull();
});

it('puts what a check found at once into the list', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ ...domain, status: 'Verified' }))));
  const queries = show(domain);
  await userEvent.click(screen.getByRole('button', { name: 'Check now: shop.example.com' }));
  await vi.waitFor(() =>
    expect(queries.getQueryData(keys.deploymentPart('hello', 'domains'))).toMatchObject([{ status: 'Verified' }]),
  );
});

it('asks before a domain is removed', async () => {
  const urls: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    urls.push(url);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  show(domain);
  await userEvent.click(screen.getByRole('button', { name: 'Remove shop.example.com' }));
  expect(urls).toEqual([]);
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
  await vi.waitFor(() => expect(urls).toEqual(['/api/deployments/domains?name=hello&id=1']));
});
