import { describe, expect, it } from 'vitest';
import { kubeconfigWith, readKubeconfig } from './kubeconfig.rules.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const pem = (kind: string): string => base64(`-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----\n`);
const ca = pem('CERTIFICATE');

function file(cluster: object = {}, user: object = { token: 'secret' }, more: object = {}): object {
  return {
    apiVersion: 'v1',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'team' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://api.example.org:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    ...more,
  };
}

describe('a kubeconfig', () => {
  it('is read with what is in it', () => {
    const place = { 'certificate-authority-data': ca, 'tls-server-name': 'kube' };
    const user = { 'client-certificate-data': ca, 'client-key-data': pem('EC PRIVATE KEY') };
    const reading = readKubeconfig(file(place, user));
    if (reading.kind === 'refused') throw new Error(reading.message);
    const { connection, caData } = reading.kubeconfig;
    expect(connection).toMatchObject({ server: 'https://api.example.org:6443', serverName: 'kube', token: undefined });
    expect(connection.ca).toContain('BEGIN CERTIFICATE');
    expect(connection.key?.reveal()).toContain('BEGIN EC PRIVATE KEY');
    expect(caData).toBe(ca);
  });

  it('that we write is one that we read', () => {
    const place = { name: 'prod', server: 'https://192.0.2.1', caData: ca, serverName: 'kube', namespace: 'team' };
    const written = kubeconfigWith({ ...place, token: 'short-lived' });
    const reading = readKubeconfig(written);
    expect(reading).toMatchObject({ kind: 'ok', kubeconfig: { caData: ca, connection: { server: 'https://192.0.2.1' } } });
    expect(written).toMatchObject({
      contexts: [{ context: { namespace: 'team' } }],
      users: [{ user: { token: 'short-lived' } }],
    });
  });

  it.each<[string, unknown]>([
    ['it is no kubeconfig', null],
    ['it is no kubeconfig', []],
    ['it is no kubeconfig', 'text'],
    ['it is no kubeconfig', file({}, {}, { 'current-context': '' })],
    ['it is no kubeconfig', file({}, {}, { clusters: undefined })],
    ['it must have one context', file({}, {}, { contexts: [] })],
    [
      'it must have one context',
      file(
        {},
        {},
        {
          users: [
            { name: 'u', user: {} },
            { name: 'v', user: {} },
          ],
        },
      ),
    ],
    ['its current context is not there', file({}, {}, { 'current-context': 'elsewhere' })],
    ['names a cluster or a user that is not there', file({}, {}, { clusters: [{ name: 'd', cluster: {} }] })],
    ['the cluster has no server', file({ server: '' })],
    ['the server is no address', file({ server: 'api' })],
    ['not reached by HTTPS', file({ server: 'http://api.example.org' })],
    ['more than an address', file({ server: 'https://ada:secret@api.example.org' })],
    ['more than an address', file({ server: 'https://api.example.org/?a=b' })],
    ['server must be a text', file({ server: 7 })],
    ['not to be checked', file({ 'insecure-skip-tls-verify': true })],
    ['the cluster names a file', file({ 'certificate-authority': '/etc/passwd' })],
    ['goes through a proxy', file({ 'proxy-url': 'http://10.0.0.1' })],
    ['certificate-authority-data is not what', file({ 'certificate-authority-data': base64('nothing') })],
    ['certificate-authority-data is not what', file({ 'certificate-authority-data': '!' })],
    ['neither a token nor a certificate', file({}, {})],
    ['runs a program', file({}, { exec: { command: 'sh' } })],
    ['signs in by a plugin', file({}, { token: 't', 'auth-provider': { name: 'oidc' } })],
    ['the user names a file', file({}, { tokenFile: '/etc/passwd' })],
    ['the user names a file', file({}, { 'client-certificate': 'a.pem', 'client-key': 'b.pem' })],
    ['has a password', file({}, { username: 'ada', password: 'secret' })],
    ['the user has "as"', file({}, { token: 't', as: 'system:admin' })],
    ['half a certificate', file({}, { 'client-certificate-data': ca })],
    ['client-key-data is not what', file({}, { 'client-certificate-data': ca, 'client-key-data': ca })],
    ['the token is not one', file({}, { token: 'two\nlines' })],
  ])('is refused, for %s', (why, value) => {
    expect(readKubeconfig(value)).toEqual({ kind: 'refused', message: expect.stringContaining(why) });
  });
});
