import type { LogState } from '../../../api/logs.ts';

function textOf(state: LogState): string {
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

export function StreamState({ state }: { readonly state: LogState }) {
  return (
    <span role="status" className={state.kind === 'lost' ? 'font-medium text-bad' : undefined}>
      {textOf(state)}
    </span>
  );
}
