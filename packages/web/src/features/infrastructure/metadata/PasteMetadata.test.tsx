import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { MetadataKind } from '../../../lib/metadata.ts';
import { PasteMetadata } from './PasteMetadata.tsx';

const orgId = '11111111-1111-4111-8111-111111111111';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** Answers everything with this, and keeps what was asked. */
function answerWith(answer: () => Response): readonly Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input), 'http://localhost');
    asked.push({ path: pathname, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined });
    return answer();
  });
  return asked;
}

function paste(kind: MetadataKind, text: string): () => void {
  const onClose = vi.fn<() => void>();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PasteMetadata place={{ orgId, kind }} onClose={onClose} />
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByRole('textbox', { name: /, as key=value/ }), { target: { value: text } });
  return onClose;
}

it('sends all of them in one request, and closes', async () => {
  const asked = answerWith(() => Response.json([], { status: 201 }));
  const onClose = paste('taints', 'dedicated=gpu:NoSchedule\nspot:NoExecute');
  fireEvent.click(screen.getByRole('button', { name: 'Add 2 taints' }));
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  const taints = [
    { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' },
    { key: 'spot', value: '', effect: 'NoExecute' },
  ];
  expect(asked).toEqual([{ path: '/api/v1/taints/bulk', body: { taints } }]);
});

it('tells at its line what the server refuses, whole or a field of it, and keeps the text', async () => {
  const issues = [
    { path: 'labels[1]', message: 'the organization has the label tier=gold already' },
    { path: 'labels[2].key', message: 'must be another one' },
  ];
  const headers = { 'x-invalid-fields': encodeURIComponent(JSON.stringify(issues)) };
  const body = { code: 'conflict', message: 'Nothing was made. labels[1]: it is there already, and 1 more.' };
  answerWith(() => Response.json(body, { status: 409, headers }));
  const text = '# of nodes\nzone=b\ntier=gold\nrack=7';
  const onClose = paste('labels', text);
  fireEvent.click(screen.getByRole('button', { name: 'Add 3 labels' }));
  const lineOf = (problem: string) => within(screen.getByText(problem).closest('tr') ?? document.body).getAllByRole('cell')[0];
  await screen.findByText('the organization has the label tier=gold already');
  expect(lineOf('the organization has the label tier=gold already')?.textContent).toBe('3');
  expect(lineOf('key must be another one')?.textContent).toBe('4');
  expect(screen.getByRole('status').textContent).toBe('2 lines of 3 to be mended.');
  expect(screen.getByRole('textbox', { name: /^Labels/ })).toHaveProperty('value', text);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(onClose).not.toHaveBeenCalled();
  // Of another text nothing was said yet.
  fireEvent.change(screen.getByRole('textbox', { name: /^Labels/ }), { target: { value: 'rack=7\nrow=2' } });
  expect(screen.getByRole('status').textContent).toBe('2 labels, all right.');
});

it('sends none while a line is wrong, or there are too many', () => {
  const asked = answerWith(() => Response.json([], { status: 201 }));
  paste('annotations', 'example.org/owner=the north\nnothing');
  expect(screen.getByRole('button', { name: 'Add 1 annotation' })).toHaveProperty('disabled', true);
  const many = Array.from({ length: 501 }, (_one, at) => `k${at}=v`).join('\n');
  fireEvent.change(screen.getByRole('textbox', { name: /^Annotations/ }), { target: { value: many } });
  screen.getByText('At most 500 at once.');
  expect(screen.getByRole('button', { name: 'Add 501 annotations' })).toHaveProperty('disabled', true);
  expect(asked).toEqual([]);
});
