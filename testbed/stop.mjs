// `node testbed/stop.mjs`: ends the testbed that `start.mjs` started, and whatever killed ones have left behind.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { endStaleRuns } from '../packages/testkit/src/real-processes.ts';
import { waitUntil } from '../packages/testkit/src/wait-until.ts';
import { cacheDir } from './components.mjs';

function runningPid() {
  try {
    const { pid } = JSON.parse(readFileSync(path.join(cacheDir, 'connection.json'), 'utf8'));
    // A pid may belong to somebody else by now; ours runs this program's neighbour.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs') ? pid : undefined;
  } catch {
    return undefined;
  }
}

const pid = runningPid();
if (pid !== undefined) {
  process.kill(pid, 'SIGTERM');
  await waitUntil(() => runningPid() === undefined, { describe: 'the testbed to end', timeoutMs: 30_000 });
}
endStaleRuns();
