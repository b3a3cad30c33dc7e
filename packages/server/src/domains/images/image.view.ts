import type { WatchedImageView } from './image.contract.ts';
import { stateOf, type Watch } from './image-watch.rules.ts';

export interface ImageParts {
  readonly deployment: string;
  readonly service: string;
  readonly reference: string;
  readonly digest: string | null;
  readonly paused: boolean;
  readonly takenBack: readonly string[];
  readonly question: Pick<Watch, 'policy' | 'wanted'>;
  /** Undefined where it was not asked yet. */
  readonly watch: Watch | undefined;
  readonly isBehind: boolean;
}

export function imageToView(parts: ImageParts): WatchedImageView {
  const { deployment, service, reference, digest, question, watch } = parts;
  return {
    deployment,
    service,
    image: reference,
    digest,
    policy: question.policy,
    wanted: question.wanted,
    state: stateOf(parts),
    found: watch?.found ?? null,
    checkedAt: watch?.checkedAt?.toISOString() ?? null,
    nextCheckAt: parts.paused ? null : (watch?.nextAt.toISOString() ?? null),
    error: watch?.problem ?? null,
  };
}
