import type { TemplateIssue } from '@moorage/sdk/types';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';

interface DraftWarningsProps {
  readonly warnings: readonly TemplateIssue[];
  readonly onDismiss: () => void;
}

/** What an import could not take over. */
export function DraftWarnings({ warnings, onDismiss }: DraftWarningsProps) {
  if (warnings.length === 0) return null;
  return (
    <Callout
      tone="warn"
      role="status"
      title="Not everything could be taken over as it was."
      actions={<Button onClick={onDismiss}>I have seen it</Button>}
    >
      <ul className="list-disc space-y-1 pl-5">
        {warnings.map((warning) => (
          <li key={`${warning.path} ${warning.message}`} className="break-words">
            <code className="font-mono text-[13px]">{warning.path}</code> {warning.message}
            {warning.line === undefined ? '' : ` (line ${warning.line})`}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
