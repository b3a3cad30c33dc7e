import type { ApiAction } from '../lib/snippets.ts';
import { ApiPanel } from './ApiPanel.tsx';

/** The action of a form in other languages, folded: what is typed goes into it. */
export function ShowAs({ action }: { readonly action: ApiAction }) {
  return (
    <details>
      <summary className="text-muted">Show as {action.terraform === undefined ? '' : 'Terraform, '}CLI, curl, TypeScript</summary>
      <div className="pt-3">
        <ApiPanel action={action} title="The same by API" />
      </div>
    </details>
  );
}
