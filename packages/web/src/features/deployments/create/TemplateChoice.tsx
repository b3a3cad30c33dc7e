import { Link } from '@tanstack/react-router';
import type { Template } from '@moorage/sdk/types';
import { cn } from '../../../lib/cn.ts';
import { LinkButton } from '../../../shared/LinkButton.tsx';
import { Tag } from '../../../ui/Badge.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Card } from '../../../ui/Card.tsx';

interface TemplateChoiceProps {
  readonly templates: readonly Template[];
  readonly chosen: Template | undefined;
  readonly wanted: string | undefined;
}

/** Cards to choose from; once chosen, one line that says what and how to change it. */
export function TemplateChoice({ templates, chosen, wanted }: TemplateChoiceProps) {
  if (chosen !== undefined) {
    return (
      <Card className="flex flex-wrap items-center gap-3 px-4 py-3">
        <div className="min-w-[min(100%,240px)] flex-1">
          <p className="font-medium">{chosen.displayName}</p>
          <p className="text-muted">{chosen.description}</p>
        </div>
        <LinkButton to="/deploy" search={{}} size="small">
          Change the template
        </LinkButton>
      </Card>
    );
  }
  return (
    <div className="space-y-4">
      {wanted === undefined ? null : (
        <Callout tone="warn" title={`There is no template ${wanted} that you can deploy. Choose another one.`} />
      )}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(280px,100%),1fr))] gap-4">
        {templates.map((template) => (
          <li key={template.name}>
            <Card className={cn('relative flex h-full flex-col gap-2 p-4 focus-within:border-control hover:border-control')}>
              <h2 className="font-semibold">
                <Link to="/deploy" search={{ template: template.name }} className="after:absolute after:inset-0">
                  {template.displayName}
                </Link>
              </h2>
              <p className="line-clamp-3 flex-1 text-muted">{template.description}</p>
              <p className="flex flex-wrap gap-2 text-[13px] text-muted">
                <Tag>{template.category}</Tag>
                <span>{template.services.join(', ')}</span>
              </p>
            </Card>
          </li>
        ))}
      </ul>
    </div>
  );
}
