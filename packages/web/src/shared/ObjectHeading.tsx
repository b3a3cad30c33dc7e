import type { ReactNode } from 'react';
import { StatusBadge } from './StatusBadge.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';

interface ObjectHeadingProps {
  readonly name: string;
  /** A link to the list that it stands in. */
  readonly back: ReactNode;
  readonly status?: string;
  readonly reason?: ReactNode;
  readonly id: string;
}

/** Name, status, reason and id of something, and the way back to the list. */
export function ObjectHeading({ name, back, status, reason, id }: ObjectHeadingProps) {
  return (
    <div className="space-y-1.5">
      <p className="text-[13px]">{back}</p>
      <h1 className="text-xl font-semibold break-words">{name}</h1>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-muted">
        {status === undefined ? null : (
          <span role="status" aria-label="Status">
            <StatusBadge status={status} />
          </span>
        )}
        {reason === undefined ? null : <span className="break-words">{reason}</span>}
        <span className="flex items-center font-mono text-[13px] break-all">
          {id}
          <CopyButton text={id} what="the id" />
        </span>
      </div>
    </div>
  );
}
