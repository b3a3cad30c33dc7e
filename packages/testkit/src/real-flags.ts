/** The flags of the components of a real cluster. Whatever is not named here is as in a stock cluster. */
import path from 'node:path';

const loopback = '127.0.0.1';

/** Data of tests need not survive a power cut, and `fsync` is most of what etcd waits for. */
export function etcdFlags(dir: string, port: number, peerPort: number): string[] {
  const [url, peerUrl] = [`http://${loopback}:${port}`, `http://${loopback}:${peerPort}`];
  return [
    `--data-dir=${path.join(dir, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export interface ServerPorts {
  readonly port: number;
  readonly etcd: number;
  /** Service accounts are made by a controller; without controllers pods do without them. */
  readonly controllers: boolean;
}

export function serverFlags(dir: string, { port, etcd, controllers }: ServerPorts): string[] {
  const keyFile = path.join(dir, 'service-accounts.key');
  return [
    `--etcd-servers=http://${loopback}:${etcd}`,
    `--bind-address=${loopback}`,
    `--advertise-address=${loopback}`,
    `--secure-port=${port}`,
    `--tls-cert-file=${path.join(dir, 'server.crt')}`,
    `--tls-private-key-file=${path.join(dir, 'server.key')}`,
    `--token-auth-file=${path.join(dir, 'tokens.csv')}`,
    '--authorization-mode=Node,RBAC',
    '--anonymous-auth=false',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${keyFile}`,
    `--service-account-signing-key-file=${keyFile}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--allow-privileged=true',
    // A loopback address is no valid endpoint of the service `kubernetes`.
    '--endpoint-reconciler-type=none',
    '--kubelet-preferred-address-types=InternalIP',
    ...(controllers ? [] : ['--disable-admission-plugins=ServiceAccount']),
  ];
}

/** Tests wait for every step, so the rate limits that protect a shared API server are lifted. */
const impatient = ['--kube-api-qps=500', '--kube-api-burst=1000', '--leader-elect=false', '--secure-port=0'];

export function controllerFlags(dir: string): string[] {
  return [
    ...impatient,
    `--kubeconfig=${path.join(dir, 'kubeconfig')}`,
    `--service-account-private-key-file=${path.join(dir, 'service-accounts.key')}`,
    `--root-ca-file=${path.join(dir, 'ca.crt')}`,
    '--node-monitor-period=1s',
    '--pvclaimbinder-sync-period=1s',
    // What slices of endpoints have replaced: nobody here reads them, and each pod that comes or goes costs two calls more.
    '--controllers=*,-endpoints-controller,-endpointslice-mirroring-controller',
  ];
}

export function schedulerFlags(dir: string): string[] {
  return [...impatient, `--kubeconfig=${path.join(dir, 'kubeconfig')}`];
}

export interface KwokPorts {
  readonly port: number;
  readonly kubeletPort: number;
}

export function kwokFlags(dir: string, { port, kubeletPort }: KwokPorts): string[] {
  return [
    `--kubeconfig=${path.join(dir, 'kubeconfig')}`,
    `--config=${path.join(dir, 'kwok.yaml')}`,
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    `--node-ip=${loopback}`,
    `--node-port=${kubeletPort}`,
    `--server-address=${loopback}:${port}`,
    `--tls-cert-file=${path.join(dir, 'server.crt')}`,
    `--tls-private-key-file=${path.join(dir, 'server.key')}`,
    '--cidr=10.0.0.0/16',
    '--node-lease-duration-seconds=40',
  ];
}
