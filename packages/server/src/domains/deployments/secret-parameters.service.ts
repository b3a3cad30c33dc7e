import { Secret } from '@moorage/core/secret';
import type { ParameterChange } from '../secrets/index.ts';
import type { SecretParameters } from './wish.rules.ts';

/** From here on nothing prints their values. */
export function parametersOf({ set, unset }: SecretParameters): ParameterChange {
  return { set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, new Secret(value)])), unset };
}
