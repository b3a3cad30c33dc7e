import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { after } from '../../lib/clock.ts';
import type { DeploymentsSearch } from '../../lib/search.ts';
import { deploymentStatuses } from '../../lib/status.ts';
import { SelectInput, TextInput } from '../../ui/Field.tsx';

const typingPauseMs = 200;

/** "/" moves to the search, as in most consoles, unless something is being typed already. */
function useSlashKey(focus: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      const isTyping = target?.matches('input, textarea, select, [contenteditable="true"]') ?? false;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [focus]);
}

/** Search and status; both live in the URL. */
export function DeploymentFilters() {
  const current = useSearch({ from: '/shell/deployments' });
  const navigate = useNavigate({ from: '/deployments' });
  const input = useRef<HTMLInputElement>(null);
  const cancel = useRef<() => void>(undefined);
  const [text, setText] = useState(current.search ?? '');
  useSlashKey(() => input.current?.focus());
  const put = (change: { readonly [K in keyof DeploymentsSearch]: DeploymentsSearch[K] | undefined }) =>
    void navigate({
      to: '/deployments',
      search: (previous) => {
        const merged = { ...previous, ...change };
        return {
          ...(merged.team === undefined ? {} : { team: merged.team }),
          ...(merged.status === undefined ? {} : { status: merged.status }),
          ...(merged.search === undefined ? {} : { search: merged.search }),
        };
      },
      replace: true,
    });
  const type = (next: string) => {
    setText(next);
    cancel.current?.();
    cancel.current = after(typingPauseMs, () => put({ search: next.trim() === '' ? undefined : next.trim() }));
  };
  return (
    <div className="flex flex-wrap gap-2">
      <TextInput
        ref={input}
        type="search"
        aria-label="Search deployments by name"
        aria-keyshortcuts="/"
        placeholder="Search by name"
        className="min-w-40 flex-1 sm:max-w-sm"
        value={text}
        onChange={(event) => type(event.target.value)}
      />
      <SelectInput
        aria-label="Status"
        className="w-auto"
        value={current.status ?? ''}
        onChange={(event) => put({ status: deploymentStatuses.find((status) => status === event.target.value) })}
      >
        <option value="">Any status</option>
        {deploymentStatuses.map((status) => (
          <option key={status} value={status}>
            {status}
          </option>
        ))}
      </SelectInput>
    </div>
  );
}
