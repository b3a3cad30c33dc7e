/** What a client says over the socket of a command. */
import { z } from 'zod';
import type { PodInfo } from './deployment.ports.ts';

const side = z.int().min(1).max(1000);
const controlMessage = z.union([
  z.strictObject({ resize: z.strictObject({ columns: side, rows: side }) }),
  z.strictObject({ end: z.literal(true) }),
]);

export type ExecControl =
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'unknown' };

export function parseControl(text: string): ExecControl {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unknown' };
  }
  const parsed = controlMessage.safeParse(value);
  if (!parsed.success) return { kind: 'unknown' };
  return 'end' in parsed.data ? { kind: 'end' } : { kind: 'resize', ...parsed.data.resize };
}

export const execChannels = { stdout: 1, stderr: 2 } as const;

/** Output as it travels: its channel, then its bytes. */
export function frameOutput(channel: keyof typeof execChannels, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.length + 1);
  frame[0] = execChannels[channel];
  frame.set(bytes, 1);
  return frame;
}

/**
 * The pod in which a command runs: the one that is named, whatever its state; else one that takes requests, or at least runs. After a
 * roll-out the oldest pod is often one that is about to go, and takes the command with it.
 */
export function podForCommand(pods: readonly PodInfo[], name: string | undefined): PodInfo | undefined {
  if (name !== undefined) return pods.find((pod) => pod.name === name);
  return pods.find((pod) => pod.state === 'ready') ?? pods.find((pod) => pod.state === 'running');
}
