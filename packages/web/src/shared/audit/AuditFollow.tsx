import { Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FollowState } from '../../api/follow-state.ts';
import { Button } from '../../ui/Button.tsx';
import { StreamState } from '../StreamState.tsx';

/** Adds to a list what happens, until the function that it gives is called. */
export type Follow = (onState: (state: FollowState) => void) => () => void;

/** Follows while it is given the means; the same function must come again for the same list. */
export function useFollowing(follow: Follow | undefined): FollowState | undefined {
  const [state, setState] = useState<FollowState>({ kind: 'connecting' });
  useEffect(() => follow?.(setState), [follow]);
  return follow === undefined ? undefined : state;
}

interface FollowButtonProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: true | undefined) => void;
}

export function FollowButton({ isOn, onChange }: FollowButtonProps) {
  const Icon = isOn ? Pause : Play;
  return (
    <Button onClick={() => onChange(isOn ? undefined : true)}>
      <Icon aria-hidden="true" className="size-4" />
      {isOn ? 'Pause' : 'Follow'}
    </Button>
  );
}

export function Following({ state }: { readonly state: FollowState | undefined }) {
  if (state === undefined) return null;
  return (
    <p className="text-[13px] text-muted">
      <StreamState state={state} />
    </p>
  );
}
