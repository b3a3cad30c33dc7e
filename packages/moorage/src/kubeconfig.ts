/** The kubeconfig of the embedded cluster: written at start for its owner only, printed by `moorage kubeconfig`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '@moorage/core/errors';

/** Where it is. */
export function kubeconfigPath(dataDir: string): string {
  return resolve(dataDir, 'kubeconfig');
}

/** Writes it with mode 0600. */
export function writeKubeconfig(dataDir: string, text: string): void {
  writeFileSync(kubeconfigPath(dataDir), text, { mode: 0o600 });
}

/** Reads it; throws `not_found` when no cluster was ever started here. */
export function readKubeconfig(dataDir: string): string {
  const path = kubeconfigPath(dataDir);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('not_found', `There is no embedded cluster in ${dataDir}.`, {
      cause,
      details: { nextStep: 'Start it with `moorage serve`, or name its directory with --data-dir.' },
    });
  }
}
