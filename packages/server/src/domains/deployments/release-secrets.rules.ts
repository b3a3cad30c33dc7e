/** What a release remembers of secrets: which versions there were and which parameters it set, never a value. */
import { z } from 'zod';
import { secretScopes, type UsedSecret } from '../secrets/index.ts';
import type { FieldChange, ServiceEffect } from './release.rules.ts';

const releaseSecrets = z.object({
  used: z
    .array(
      z.object({
        id: z.string(),
        key: z.string(),
        scope: z.enum(secretScopes),
        service: z.string().nullable(),
        version: z.int(),
      }),
    )
    .default([]),
  set: z.array(z.string()).default([]),
});

export interface ReleaseSecrets {
  readonly used: readonly UsedSecret[];
  readonly set: readonly string[];
}

export function parseReleaseSecrets(value: unknown): ReleaseSecrets {
  return releaseSecrets.parse(value);
}

/**
 * Which secrets get back the versions that an older release had: those that releases after it gave new values. A secret that was
 * changed by itself stays as it is, for a password that was replaced is not valid any more.
 */
export function secretsToRestore(target: ReleaseSecrets, setSince: readonly string[], present: ReleaseSecrets): UsedSecret[] {
  const now = new Map(present.used.map((one) => [one.id, one.version]));
  return target.used.filter((one) => one.scope === 'deployment' && setSince.includes(one.key) && now.get(one.id) !== one.version);
}

function namesOf({ used }: ReleaseSecrets): Map<string, string> {
  return new Map(
    used.map(({ key, scope, service, version }) => [
      `secrets.${service === null ? key : `${service}.${key}`}`,
      `version ${version} of ${scope}`,
    ]),
  );
}

/** Versions that are different, as changes. */
export function diffSecrets(before: ReleaseSecrets, after: ReleaseSecrets): FieldChange[] {
  const [left, right] = [namesOf(before), namesOf(after)];
  const paths = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return paths
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, from: left.get(path) ?? null, to: right.get(path) ?? null }));
}

interface Effect {
  readonly name: string;
  readonly effect: ServiceEffect;
}

/** A service whose secrets are different rolls. */
export function withSecrets(effects: readonly Effect[], before: ReleaseSecrets, after: ReleaseSecrets): Effect[] {
  const text = ({ used }: ReleaseSecrets, service: string): string =>
    JSON.stringify(
      used
        .filter((one) => one.service === null || one.service === service)
        .map(({ id, version }) => `${id} ${version}`)
        .toSorted(),
    );
  return effects.map((one) => {
    const rolls = text(before, one.name) !== text(after, one.name) && one.effect !== 'stops' && one.effect !== 'starts';
    return rolls ? { ...one, effect: 'rolls' } : one;
  });
}
