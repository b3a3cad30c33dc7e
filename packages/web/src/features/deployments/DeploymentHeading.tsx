import type { Deployment } from '@moorage/sdk/types';
import { reasonInWords } from '../../lib/status.ts';
import { Age } from '../../shared/Age.tsx';
import { StatusBadge } from '../../shared/StatusBadge.tsx';
import { Tag } from '../../ui/Badge.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';

/** Since when the status is what it is, as its `Ready` condition says. */
function statusSince(deployment: Deployment): string {
  return deployment.conditions.find((condition) => condition.type === 'Ready')?.lastTransitionTime ?? deployment.updatedAt;
}

function reasonOf(deployment: Deployment): string | undefined {
  if (deployment.status === 'Ready') return undefined;
  if (deployment.status === 'Deleting') return 'Everything that belongs to it is being removed.';
  if (deployment.evidence !== null) return reasonInWords(deployment.evidence.reason);
  return deployment.message ?? undefined;
}

/** Name, status, reason, age. */
export function DeploymentHeading({ deployment }: { readonly deployment: Deployment }) {
  const reason = reasonOf(deployment);
  return (
    <div className="space-y-1.5">
      <h1 className="text-xl font-semibold break-words">{deployment.displayName}</h1>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-muted">
        <span role="status" aria-label="Status">
          <StatusBadge status={deployment.status} />
        </span>
        {reason === undefined ? null : <span className="break-words">{reason}</span>}
        <span>
          for <Age at={statusSince(deployment)} />
        </span>
        <span className="flex items-center font-mono text-[13px]">
          {deployment.name}
          <CopyButton text={deployment.name} what="the name" />
        </span>
        {deployment.visibility === 'internal' ? <Tag>internal</Tag> : null}
      </div>
    </div>
  );
}
