/** The form that starts a canary: what was typed, as the API wants it. */
import type { CanaryStart } from '@moorage/sdk/types';
import { type ConfigDraft, updateOf } from './config-draft.ts';

export interface StepDraft {
  readonly id: number;
  /** Of a hundred requests. */
  readonly weight: string;
  readonly minutes: string;
}

export interface CanaryDraft {
  readonly service: string;
  readonly weight: number;
  readonly steps: readonly StepDraft[];
  /** The configuration as the canary has it. */
  readonly config: ConfigDraft;
}

function isWhole(text: string, most: number): boolean {
  return /^[1-9]\d*$/.test(text) && Number(text) <= most;
}

/** The API's own limits: a share of 1 to 99, within a week. */
export function stepProblem({ weight, minutes }: StepDraft): string | undefined {
  if (!isWhole(weight, 99)) return 'The share is a whole number from 1 to 99.';
  return isWhole(minutes, 10_080) ? undefined : 'The minutes are a whole number from 1 to 10080.';
}

/** The body of the start; undefined while the canary would be what runs already. */
export function canaryOf(name: string, before: ConfigDraft, draft: CanaryDraft): CanaryStart | undefined {
  const { images, envVars } = updateOf(name, before, draft.config);
  const image = images?.[draft.service];
  if (image === undefined && envVars === undefined) return undefined;
  const steps = draft.steps.map((step) => ({ weight: Number(step.weight), minutes: Number(step.minutes) }));
  return {
    name,
    service: draft.service,
    weight: draft.weight,
    ...(image === undefined ? {} : { image }),
    ...(envVars === undefined ? {} : { envVars }),
    ...(steps.length === 0 ? {} : { steps }),
  };
}
