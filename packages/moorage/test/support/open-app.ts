/** Opens an app by its public address. Browsers and curl know that `*.localhost` is this machine; Node's resolver may not. */
import { request } from 'node:http';

export interface AppAnswer {
  readonly status: number;
  readonly text: string;
}

/** GET of the address; rejects when no connection can be made or none is answered in 30 s. */
export function openApp(address: string): Promise<AppAnswer> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: url.port, path: `${url.pathname}${url.search}`, headers: { host: url.host }, timeout: 30_000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error(`${address} did not answer in 30 s`)));
    call.on('error', reject);
    call.end();
  });
}
