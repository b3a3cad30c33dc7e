import type { Template } from '@moorage/sdk/types';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { emptyForm, formOfTemplate } from '../../../lib/template-form.ts';
import { useTemplateEditing } from './use-template-editing.ts';

const template: Template = {
  ...emptyForm,
  name: 'shop',
  displayName: 'Shop',
  image: 'nginx:1',
  containerPort: 80,
  isSystem: false,
  orgId: 'o',
  orgName: null,
  teamName: null,
  services: ['web'],
  version: 1,
  actions: ['template:read'],
};
const theirs: Template = { ...template, description: 'Theirs', version: 2 };

/** A server that holds version 2, and accepts only what is based on it. */
function serve(): string[] {
  const saved: string[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit & { readonly body?: string }) => {
    const answer = (status: number, body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { status }));
    if (url.endsWith('/validate')) return answer(200, { valid: true, issues: [], preview: null });
    if (init.method === 'GET') return answer(200, theirs);
    if (new Headers(init.headers).get('if-match') !== '"2"') {
      return answer(412, { error: 'It changed.', code: 'precondition_failed', requestId: 'r' });
    }
    saved.push(init.body ?? '');
    return answer(200, { ...theirs, ...JSON.parse(init.body ?? ''), version: 3 });
  });
  return saved;
}

function edit(onSaved: (saved: Template) => void) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  return renderHook(() => useTemplateEditing({ form: formOfTemplate(template), version: 1, orgId: 'o', onSaved }), { wrapper })
    .result;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('saves nothing over what somebody else saved, shows it, and saves on top of it when told to', async () => {
  const saved = serve();
  const onSaved = vi.fn<(saved: Template) => void>();
  const editing = edit(onSaved);
  act(() => editing.current.set({ category: 'shops' }));
  expect(editing.current.isDirty()).toBe(true);
  act(() => editing.current.save());
  await waitFor(() => expect(editing.current.theirs?.version).toBe(2));
  expect(saved).toEqual([]);
  expect(editing.current.error).toBeNull();
  act(() => editing.current.rebase());
  expect(editing.current.form).toMatchObject({ category: 'shops', description: 'Theirs' });
  act(() => editing.current.save());
  await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect(JSON.parse(saved[0] ?? '')).toMatchObject({ category: 'shops', description: 'Theirs' });
  expect(editing.current.isDirty()).toBe(false);
});

it('drops the edits when theirs are taken', async () => {
  serve();
  const editing = edit(() => {});
  act(() => editing.current.set({ description: 'Mine' }));
  act(() => editing.current.save());
  await waitFor(() => expect(editing.current.theirs).toBeDefined());
  act(() => editing.current.takeTheirs());
  expect(editing.current.form.description).toBe('Theirs');
  expect(editing.current.isDirty()).toBe(false);
});

it('asks the server for nothing while a required field is empty, and says so at the field', () => {
  const saved = serve();
  const editing = edit(() => {});
  act(() => editing.current.set({ displayName: '' }));
  expect(editing.current.problemAt('displayName')).toBeUndefined();
  act(() => editing.current.save());
  expect(editing.current.problemAt('displayName')).toBe('is required');
  expect(saved).toEqual([]);
});
