/** Takes a slice of loopback addresses for as long as the cluster runs; a listening socket on its first address is the claim. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { formatAddress, preferredSlice, sliceAt, sliceCount, type LoopbackSlice } from './loopback-slice.rules.ts';

export interface ClaimedSlice extends LoopbackSlice {
  /** False where the machine has only 127.0.0.1 (macOS): pods share it and services have no address. */
  readonly hasAddresses: boolean;
  release(): Promise<void>;
}

/** Where the claim listens; no pod gets this address. */
const claimPort = 48_765;

function claim(slice: LoopbackSlice): Promise<Server | 'taken' | 'unavailable'> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' ? 'taken' : 'unavailable'));
    server.listen({ port: claimPort, host: formatAddress(slice.pods.first + 1), exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** The slice of the last start when nobody has it, otherwise the next free one. */
export async function claimSlice(dataDir: string): Promise<ClaimedSlice> {
  const path = join(dataDir, 'loopback-slice');
  const remembered = Number(await readFile(path, 'utf8').catch(() => 'none'));
  const first = Number.isInteger(remembered) && remembered >= 0 && remembered < sliceCount ? remembered : preferredSlice(dataDir);
  for (let step = 0; step < sliceCount; step += 1) {
    const slice = sliceAt((first + step) % sliceCount);
    const server = await claim(slice);
    if (server === 'taken') continue;
    if (server === 'unavailable') break;
    await mkdir(dataDir, { recursive: true });
    await writeFile(path, String(slice.index));
    return { ...slice, hasAddresses: true, release: () => new Promise((resolve) => server.close(() => resolve())) };
  }
  return { ...sliceAt(first), hasAddresses: false, release: async () => {} };
}
