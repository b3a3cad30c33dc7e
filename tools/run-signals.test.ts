import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** A server that counts how often it is told to stop, and takes a while for it. */
const server = `
  let heard = 0;
  process.on('SIGINT', () => {
    heard += 1;
    setTimeout(() => { console.log('heard ' + heard); process.exit(7); }, 300);
  });
  setInterval(() => {}, 1000);
  console.log('ready');`;

const wrapper = `
  import { runToEnd } from ${JSON.stringify(path.join(import.meta.dirname, 'run', 'node.mjs'))};
  process.exit(await runToEnd(process.execPath, ['-e', ${JSON.stringify(server)}], { ownGroup: true }));`;

describe('the wrapper of the server', () => {
  it.each(['its group', 'itself'])('hands a signal to %s on once, and ends with the code of the server', async (target) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', wrapper], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    process.kill(target === 'itself' ? pid : -pid, 'SIGINT');
    const [code] = await once(child, 'close');
    expect(output).toBe('ready\nheard 1\n');
    expect(code).toBe(7);
  });
});
