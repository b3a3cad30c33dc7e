import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { AddCredential } from './AddCredential.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

interface Issue {
  readonly path: string;
  readonly message: string;
}

/** What `/api/v1` answers: the fields in a header, for its body has no room for them. */
function refuse(issues: readonly Issue[]): void {
  const sentence = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const body = JSON.stringify({ code: 'validation_error', message: `The credential is not valid. ${sentence}.` });
  const headers = { 'x-invalid-fields': encodeURIComponent(JSON.stringify(issues)) };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status: 400, headers })));
}

const typed = [
  [/^Name/, 'Backups'],
  [/^Access key ID/, 'short'],
  [/^Secret access key/, 'not-to-be-shown'],
  ['Region', 'Frankfurt'],
] as const;
const valueOf = (element: HTMLElement | undefined) => (element instanceof HTMLInputElement ? element.value : undefined);

async function fillAndSave(): Promise<void> {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <AddCredential orgId="11111111-1111-4111-8111-111111111111" onClose={() => {}} />
    </QueryClientProvider>,
  );
  await screen.findByText('Add a credential');
  for (const [label, value] of typed) fireEvent.change(screen.getByLabelText(label), { target: { value } });
  await userEvent.click(screen.getByText('Save'));
}

it('tells what the server refused at each field, goes to the first, and keeps what was typed', async () => {
  refuse([
    { path: 'secret.access_key_id', message: 'must be 20 letters and digits' },
    { path: 'region', message: 'must be small letters, digits and dashes' },
  ]);
  await fillAndSave();
  const keyProblem = await screen.findByText('must be 20 letters and digits');
  const regionProblem = screen.getByText('must be small letters, digits and dashes');
  const [name, key, secret, region] = typed.map(([label]) => screen.getByLabelText(label));
  for (const [field, problem] of [[key, keyProblem] as const, [region, regionProblem] as const]) {
    expect(field?.getAttribute('aria-invalid')).toBe('true');
    expect(field?.getAttribute('aria-describedby')?.split(' ')).toContain(problem.id);
  }
  // The region comes before the key on the screen, whatever the order of the answer.
  expect(document.activeElement).toBe(region);
  expect([name, key, secret, region].map(valueOf)).toEqual(typed.map(([, value]) => value));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('tells what no field shows below them', async () => {
  refuse([{ path: 'kind', message: 'aws has no such kind' }]);
  await fillAndSave();
  expect((await screen.findByRole('alert')).textContent).toContain('kind: aws has no such kind');
  expect(document.querySelector('[aria-invalid="true"]')).toBeNull();
});
