import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inClusterConnection } from './connection.ts';
import { readKubeconfig } from './kubeconfig.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'))));
afterAll(() => rm(folder, { recursive: true }));

async function write(user: object, cluster: object = { server: 'https://api:6443' }): Promise<string> {
  const path = join(folder, 'config');
  const contexts = [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'team' } }];
  await writeFile(
    path,
    stringify({ 'current-context': 'here', contexts, clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }] }),
  );
  return path;
}

describe('kubeconfig', () => {
  it('reads inline and file certificates, relative to its own folder', async () => {
    await writeFile(join(folder, 'key.pem'), 'KEY');
    const path = await write(
      { 'client-certificate-data': Buffer.from('CERT').toString('base64'), 'client-key': 'key.pem' },
      {
        server: 'https://api:6443',
        'certificate-authority-data': Buffer.from('CA').toString('base64'),
        'tls-server-name': 'kube',
      },
    );
    const { connection, namespace, context } = await readKubeconfig(path);
    expect(connection).toMatchObject({ server: 'https://api:6443', ca: 'CA', cert: 'CERT', serverName: 'kube' });
    expect(connection.key?.reveal()).toBe('KEY');
    expect({ namespace, context }).toEqual({ namespace: 'team', context: 'here' });
  });

  it('runs the credential plugin that a user names', async () => {
    const credential = JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    });
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-p', `'${credential}'`] };
    const { connection } = await readKubeconfig(await write({ exec }));
    expect(connection.token?.reveal()).toBe('from-plugin');
  });

  it('runs the plugin again when its token has expired', async () => {
    const count = join(folder, 'count');
    await writeFile(count, '');
    const script = `
      const fs = require('node:fs');
      fs.appendFileSync(process.argv[1], 'x');
      console.log(JSON.stringify({
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: { token: 'token-' + fs.readFileSync(process.argv[1], 'utf8').length, expirationTimestamp: '2020-01-01T00:00:00Z' },
      }));`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script, count] };
    const { connection } = await readKubeconfig(await write({ exec }));
    expect(connection.token?.reveal()).toBe('token-1');
    expect((await connection.fresh?.(false))?.token?.reveal()).toBe('token-2');
  });

  it('says what is missing', async () => {
    await expect(readKubeconfig(await write({}), 'elsewhere')).rejects.toThrow('no context named "elsewhere"');
  });
});

describe('in-cluster connection', () => {
  it('uses the mounted service account', async () => {
    await writeFile(join(folder, 'ca.crt'), 'CA');
    expect(await inClusterConnection({ host: 'fd00::1', port: '443', folder })).toEqual({
      server: 'https://[fd00::1]:443',
      ca: 'CA',
      tokenFile: `${folder}/token`,
    });
  });

  it('refuses outside of a pod', async () => {
    await expect(inClusterConnection({ host: undefined, port: undefined })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
