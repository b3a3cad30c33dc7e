/** From a container's spec to the process that stands for it: argv, directory, environment. */
import { rm, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expandReferences, planEnvironment } from './env.rules.ts';
import { mountRewriter, normalizeMountPath } from './mount.rules.ts';
import { readConfigBytes, type NodeDeps } from './node-deps.ts';
import { containerDir, prepareRoot, runAs } from './pod-files.ts';
import { namespaceOf, type Container, type Pod } from './pod-spec.ts';
import { ownerVariable } from './process-table.ts';

export interface ContainerSetup {
  /** Empty for a container that names no command. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid?: number; readonly gid?: number };
  readonly terminationPath: string;
  /** Mount paths and variables replaced in one more argument, for `exec` and hooks. */
  readonly rewrite: (text: string) => string;
}

export type SetupResult =
  | { readonly kind: 'ok'; readonly setup: ContainerSetup }
  | { readonly kind: 'missing'; readonly message: string };

/** Where the preload and the hosts file lie below the node's directory. */
export const preloadPath = (nodeDir: string): string => join(nodeDir, 'preload.mjs');
export const hostsPath = (nodeDir: string): string => join(nodeDir, 'hosts');

function identity(pod: Pod, podIp: string, deps: NodeDeps): Record<string, string> {
  return {
    HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
    POD_IP: podIp,
    HOST: podIp,
    MOORAGE_POD_IP: podIp,
    MOORAGE_POD_UID: pod.metadata.uid ?? '',
    MOORAGE_NAMESPACE: namespaceOf(pod),
    MOORAGE_HOSTS_FILE: hostsPath(deps.nodeDir),
    MOORAGE_PLATFORM_PID: String(process.pid),
    MOORAGE_PORT_FLOOR: String(deps.portFloor),
    [ownerVariable]: deps.nodeDir,
  };
}

/** The program's own NODE_OPTIONS stay; the preload comes first. */
function nodeOptions(own: string | undefined, nodeDir: string): string {
  const preload = `--import ${pathToFileURL(preloadPath(nodeDir)).href}`;
  return own === undefined || own === '' ? preload : `${preload} ${own}`;
}

function textConfig(
  deps: NodeDeps,
  namespace: string,
  kind: 'configmap' | 'secret',
  name: string,
): Record<string, string> | undefined {
  const bytes = readConfigBytes(deps.api, kind, { namespace, name });
  return bytes === undefined ? undefined : Object.fromEntries([...bytes].map(([key, value]) => [key, value.toString('utf8')]));
}

async function workingDirectory(container: Container, root: string, rewrite: (text: string) => string): Promise<string> {
  if (container.workingDir === undefined || container.workingDir === '') return root;
  const rewritten = rewrite(container.workingDir);
  const path = rewritten.startsWith(root) ? rewritten : `${root}${normalizeMountPath(container.workingDir) ?? ''}`;
  await mkdir(path, { recursive: true });
  return path;
}

/** Prepares the container's root and computes everything that its process needs. */
export async function setUpContainer(pod: Pod, container: Container, podIp: string, deps: NodeDeps): Promise<SetupResult> {
  const namespace = namespaceOf(pod);
  const { hostIp, nodeName, capacity } = deps;
  const planned = planEnvironment({
    pod,
    container,
    podIp,
    hostIp,
    nodeName,
    capacity,
    services: deps.services(namespace),
    read: (kind, name) => textConfig(deps, namespace, kind, name),
  });
  if (planned.kind === 'missing') return planned;
  const root = await prepareRoot(pod, container, deps, (text) => expandReferences(text, planned.env));
  const terminationFile = container.terminationMessagePath ?? '/dev/termination-log';
  const mountPaths = [...(container.volumeMounts ?? []).map((mount) => mount.mountPath), terminationFile];
  const rewriteMounts = mountRewriter(mountPaths, root);
  const rewrite = (text: string): string => rewriteMounts(expandReferences(text, planned.env));
  const terminationPath = rewriteMounts(terminationFile);
  await mkdir(dirname(terminationPath), { recursive: true });
  await rm(terminationPath, { force: true });
  const own = Object.fromEntries([...planned.env].map(([name, value]) => [name, rewriteMounts(value)]));
  const env = {
    ...deps.baseEnv,
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
    MOORAGE_ROOT: root,
    ...identity(pod, podIp, deps),
    ...own,
    NODE_OPTIONS: nodeOptions(own['NODE_OPTIONS'], deps.nodeDir),
  };
  const hasCommand = (container.command ?? []).length > 0;
  const argv = hasCommand ? [...(container.command ?? []), ...(container.args ?? [])].map(rewrite) : [];
  const cwd = await workingDirectory(container, root, rewriteMounts);
  return { kind: 'ok', setup: { argv, cwd, env, user: runAs(pod, container), terminationPath, rewrite } };
}

/** Paths that belong to one run of a container. */
export function runPaths(pod: Pod, container: string, nodeDir: string): { readonly pidFile: string; readonly logsDir: string } {
  const dir = containerDir(nodeDir, pod, container);
  return { pidFile: join(dir, 'pid'), logsDir: join(dir, 'logs') };
}
