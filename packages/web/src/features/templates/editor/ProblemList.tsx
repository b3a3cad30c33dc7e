import type { TemplateIssue } from '@moorage/sdk/types';
import { CircleAlert } from 'lucide-react';
import { plural } from '../../../lib/format.ts';

interface ProblemListProps {
  readonly id: string;
  readonly issues: readonly TemplateIssue[];
  readonly isChecking: boolean;
  readonly onJump: (issue: TemplateIssue) => void;
}

/** Every problem with its place; choosing one goes there. */
export function ProblemList({ id, issues, isChecking, onJump }: ProblemListProps) {
  const summary = isChecking ? 'Checking…' : issues.length === 0 ? 'No problems' : plural(issues.length, 'problem');
  return (
    <div className="space-y-2">
      <p id={id} role="status" className={issues.length === 0 || isChecking ? 'text-muted' : 'font-medium text-bad'}>
        {summary}
      </p>
      {issues.length === 0 ? null : (
        <ul aria-label="Problems" className="divide-y divide-border overflow-hidden rounded-lg border border-border bg-surface">
          {issues.map((issue) => (
            <li key={`${issue.path} ${issue.line ?? ''} ${issue.message}`}>
              <button
                type="button"
                className="flex w-full items-start gap-2 px-3 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
                onClick={() => onJump(issue)}
              >
                <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
                <span className="min-w-0 flex-1 break-words">
                  {issue.path === '' ? null : <code className="font-mono text-[13px]">{issue.path}</code>} {issue.message}
                </span>
                {issue.line === undefined ? null : (
                  <span className="shrink-0 text-[13px] text-muted">
                    line {issue.line}
                    {issue.column === undefined ? '' : `:${issue.column}`}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
