/** The plans that an installation offers, in words. */
import type { Me, PublicConfig } from '@moorage/sdk/types';
import { plural } from './format.ts';

export interface OfferedTier {
  readonly id: string;
  readonly name: string;
  readonly limit: string;
  readonly isCurrent: boolean;
}

/** In the order of the installation. */
export function offeredTiers(plans: PublicConfig['plans'], tier: Me['tier']): OfferedTier[] {
  return plans.map(({ id, displayName, maxDeployments }) => ({
    id,
    name: displayName,
    limit: maxDeployments === null ? 'Any number of deployments' : `Up to ${plural(maxDeployments, 'deployment')}`,
    isCurrent: id === tier,
  }));
}
