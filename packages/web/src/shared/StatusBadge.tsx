import { isSettling, statusTone } from '../lib/status.ts';
import { Badge } from '../ui/Badge.tsx';

/** A status of the API in its own words, never another vocabulary. */
export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <Badge tone={statusTone(status)} moving={isSettling(status)}>
      {status}
    </Badge>
  );
}
