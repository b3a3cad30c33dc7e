/** What a client says over the socket of a command. */
import { z } from 'zod';

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
