import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { MoveSink } from './MoveSink.tsx';

const place = { orgId: 'o1', id: 's1' };
const url = 'https://siem.example.com/in';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(onClose: () => void): void {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MoveSink place={place} url={url} onClose={onClose} />
    </QueryClientProvider>,
  );
}

it('sends the new address, and offers nothing while it is the old one', async () => {
  const asked: { url: string; method: string | undefined; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const target = input instanceof Request ? input.url : String(input);
    asked.push({ url: target, method: init?.method, body: init?.body });
    return Response.json({ id: place.id });
  });
  const onClose = vi.fn<() => void>();
  show(onClose);
  const save = screen.getByRole('button', { name: 'Save' });
  expect(save).toHaveProperty('disabled', true);
  fireEvent.change(screen.getByRole('textbox', { name: 'Address' }), { target: { value: ' https://other.example.com/in ' } });
  fireEvent.click(save);
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(asked).toEqual([
    {
      url: expect.stringContaining('/api/audit/sinks/s1?org_id=o1'),
      method: 'PUT',
      body: '{"url":"https://other.example.com/in"}',
    },
  ]);
});

it('stays open with the reason where the address is refused', async () => {
  const refusal = { error: 'The address is not public.', code: 'invalid_request', requestId: 'r1' };
  vi.stubGlobal('fetch', async () => Response.json(refusal, { status: 400 }));
  const onClose = vi.fn<() => void>();
  show(onClose);
  fireEvent.change(screen.getByRole('textbox', { name: 'Address' }), { target: { value: 'https://10.0.0.1/' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText(/The address is not public\./);
  expect(onClose).not.toHaveBeenCalled();
});
