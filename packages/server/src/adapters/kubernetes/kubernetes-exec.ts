/** A command in a container, as the domain wants it. */
import { once } from 'node:events';
import type { KubeClient } from '@moorage/kube/client/types';
import type { PodCommand, PodInfo, PodProcess } from '../../domains/deployments/deployment.ports.ts';

export async function execInPod(client: KubeClient, pod: PodInfo, { command, tty, signal }: PodCommand): Promise<PodProcess> {
  const session = await client.exec(pod, { container: pod.container, command, tty, stdin: true, signal });
  const over = new AbortController();
  void session.exit.finally(() => over.abort());
  // Writing to a command that has ended is no failure of ours.
  session.stdin.on('error', () => over.abort());
  return {
    stdout: session.stdout,
    stderr: session.stderr,
    exit: session.exit,
    resize: (columns, rows) => session.resize(columns, rows),
    close: () => session.close(),
    async write(bytes) {
      if (over.signal.aborted || session.stdin.write(bytes)) return;
      await once(session.stdin, 'drain', { signal: over.signal }).catch(() => {});
    },
    endInput: () => void session.stdin.end(),
  };
}
