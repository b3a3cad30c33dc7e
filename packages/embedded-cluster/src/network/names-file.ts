/** Keeps the hosts file of the cluster current; programs in pods read it at each look-up. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { AddressRange } from '../node/loopback-slice.rules.ts';
import { planNames } from './names.rules.ts';
import type { NetworkState } from './network-state.ts';

export interface NamesFileOptions {
  readonly path: string;
  /** Service addresses that are served. */
  readonly range: AddressRange | undefined;
}

export function createNamesFile({ path, range }: NamesFileOptions, state: NetworkState, log: Log): Service {
  let lifecycle: ServiceStatus['state'] = 'stopped';
  let written: string | undefined;
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    const text = planNames(state.services(), state.pods(), range);
    if (text === written) return;
    written = text;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, text, { mode: 0o644 });
    await rename(`${path}.new`, path);
  }

  function sync(): Promise<void> {
    if (lifecycle !== 'running') return writing;
    writing = writing.then(write).catch((error: unknown) => log.warn('names of services not written', { error }));
    return writing;
  }

  state.onChange(() => void sync());
  return {
    name: 'embedded names',
    async start() {
      lifecycle = 'running';
      await sync();
    },
    async stop() {
      lifecycle = 'stopped';
      await writing;
    },
    status: () => ({ state: lifecycle }),
  };
}
