import type { FollowState } from '../api/follow-state.ts';

function textOf(state: FollowState): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return 'Connected';
    case 'lost':
      return `Connection lost, trying again. ${state.message}`;
    case 'ended':
      return `Ended: ${state.message}`;
  }
}

export function StreamState({ state }: { readonly state: FollowState }) {
  return (
    <span role="status" className={state.kind === 'lost' ? 'font-medium text-bad' : undefined}>
      {textOf(state)}
    </span>
  );
}
