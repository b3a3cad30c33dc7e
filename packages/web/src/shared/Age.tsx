import { formatAge, formatDateTime } from '../lib/format.ts';
import { useNow } from './use-now.ts';

/** How long ago, counting; the exact time is in the title. */
export function Age({ at, suffix = '' }: { readonly at: string; readonly suffix?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatDateTime(at)} className="whitespace-nowrap">
      {formatAge(at, now)}
      {suffix}
    </time>
  );
}
