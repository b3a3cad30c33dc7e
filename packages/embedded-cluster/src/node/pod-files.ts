/** The directories of a pod on disk: volumes, and for each container a root in which its mounts appear as links. */
import { chown, lstat, mkdir, rm, rmdir, stat, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@moorage/core/errors';
import { resources } from '@moorage/kube/resources';
import { writeAtomicDirectory } from './atomic-directory.ts';
import { readField, readResource } from './env.rules.ts';
import { knownUser } from './known-user.ts';
import { isSafeSubPath, normalizeMountPath } from './mount.rules.ts';
import { persistentVolume, readConfigBytes, type NodeDeps } from './node-deps.ts';
import { findContainer, namespaceOf, textAt, type Container, type Pod, type Volume } from './pod-spec.ts';
import { isFileVolume, planVolumeFiles, type VolumeReader } from './volume-files.plan.ts';

/** `<nodeDir>/pods/<uid>` */
export function podDir(nodeDir: string, pod: Pod): string {
  return join(nodeDir, 'pods', pod.metadata.uid ?? pod.metadata.name);
}

/** `<pod directory>/<container>` */
export function containerDir(nodeDir: string, pod: Pod, container: string): string {
  return join(podDir(nodeDir, pod), container);
}

function mountProblem(volume: Volume, message: string): AppError {
  return new AppError('unavailable', `MountVolume.SetUp failed for volume "${volume.name}" : ${message}`);
}

function volumeReader(pod: Pod, podIp: string, deps: NodeDeps): VolumeReader {
  const { hostIp, nodeName, capacity } = deps;
  return {
    read: (kind, name) => readConfigBytes(deps.api, kind, { namespace: namespaceOf(pod), name }),
    field: (path) => readField(path, { pod, podIp, hostIp, nodeName }),
    resource: (name, resource, divisor) => {
      const container = name === undefined ? pod.spec.containers[0] : findContainer(pod, name);
      return container === undefined ? '' : readResource(container, resource, capacity, divisor);
    },
  };
}

function claimDir(pod: Pod, volume: Volume, claim: string, deps: NodeDeps): string {
  const found = deps.api.get(resources.persistentVolumeClaim, { namespace: namespaceOf(pod), name: claim });
  if (found === undefined) throw mountProblem(volume, `persistentvolumeclaim "${claim}" not found`);
  const name = textAt(found.spec, 'volumeName');
  const bound = name === undefined ? undefined : deps.api.get(persistentVolume, { name });
  const path = textAt(bound?.spec, 'hostPath', 'path') ?? textAt(bound?.spec, 'local', 'path');
  if (path === undefined) throw mountProblem(volume, `persistentvolumeclaim "${claim}" is not bound`);
  return path;
}

/** The directory in which a volume lives; what the node has no support for is refused by name. */
function volumeDir(pod: Pod, volume: Volume, deps: NodeDeps): string {
  if (volume.persistentVolumeClaim !== undefined) return claimDir(pod, volume, volume.persistentVolumeClaim.claimName, deps);
  if (volume.hostPath !== undefined) return volume.hostPath.path;
  if (volume.emptyDir !== undefined || isFileVolume(volume)) return join(podDir(deps.nodeDir, pod), '.volumes', volume.name);
  const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';
  throw mountProblem(volume, `volumes of kind ${kind} are not supported by the embedded cluster`);
}

function owner(pod: Pod, container: Container | undefined): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const uid = container?.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser;
  const gid =
    container?.securityContext?.runAsGroup ?? pod.spec.securityContext?.runAsGroup ?? pod.spec.securityContext?.fsGroup ?? uid;
  return uid === undefined || gid === undefined ? undefined : knownUser({ uid, gid });
}

/** User and group for a container's processes: only root may choose them, anybody else runs as who it is. */
export function runAs(pod: Pod, container: Container): { uid?: number; gid?: number } {
  return owner(pod, container) ?? {};
}

async function makeDir(path: string, who: { uid: number; gid: number } | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 });
  if (who !== undefined) await chown(path, who.uid, who.gid);
}

function mountersOf(pod: Pod, volume: string): Container | undefined {
  return pod.spec.containers.find((container) => container.volumeMounts?.some((mount) => mount.name === volume));
}

/** Creates or refreshes every volume; throws `unavailable` with the kubelet's words when one cannot be had. */
export async function prepareVolumes(pod: Pod, podIp: string, deps: NodeDeps): Promise<void> {
  await mkdir(podDir(deps.nodeDir, pod), { recursive: true, mode: 0o711 });
  for (const volume of pod.spec.volumes ?? []) {
    const dir = volumeDir(pod, volume, deps);
    if (!isFileVolume(volume)) {
      if (volume.hostPath === undefined) await makeDir(dir, owner(pod, mountersOf(pod, volume.name)));
      continue;
    }
    const plan = planVolumeFiles(volume, volumeReader(pod, podIp, deps));
    if (plan.kind === 'missing') throw mountProblem(volume, plan.message);
    await writeAtomicDirectory(dir, plan.files);
  }
}

/** Replaces whatever is at `path` by a link, unless it is a directory with files of the program in it. */
async function placeLink(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const existing = await lstat(path).catch(() => undefined);
  if (existing?.isDirectory() === true) await rmdir(path);
  else if (existing !== undefined) await unlink(path);
  await symlink(target, path);
}

/** Makes a container's root with its mounts; the outermost mount first, so that one may lie inside another. */
export async function prepareRoot(
  pod: Pod,
  container: Container,
  deps: NodeDeps,
  expand: (text: string) => string,
): Promise<string> {
  const root = join(containerDir(deps.nodeDir, pod, container.name), 'root');
  const who = owner(pod, container);
  for (const dir of [root, join(root, 'tmp'), join(root, 'home')]) await makeDir(dir, who);
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => a.mountPath.length - b.mountPath.length);
  for (const mount of mounts) {
    const volume = (pod.spec.volumes ?? []).find((candidate) => candidate.name === mount.name);
    const path = normalizeMountPath(mount.mountPath);
    if (volume === undefined || path === undefined) {
      throw new AppError(
        'invalid_request',
        `volumeMounts of ${container.name}: cannot mount "${mount.name}" at "${mount.mountPath}"`,
      );
    }
    const subPath = mount.subPathExpr === undefined ? mount.subPath : expand(mount.subPathExpr);
    if (subPath !== undefined && subPath !== '' && !isSafeSubPath(subPath)) {
      throw new AppError('invalid_request', `volumeMounts of ${container.name}: subPath "${subPath}" leaves its volume`);
    }
    const target = join(volumeDir(pod, volume, deps), subPath ?? '');
    if ((await stat(target).catch(() => undefined)) === undefined) await makeDir(target, who);
    await placeLink(target, join(root, path));
  }
  return root;
}

/** Removes everything of a pod from disk; persistent volumes live elsewhere and stay. */
export async function removePodFiles(pod: Pod, nodeDir: string): Promise<void> {
  await rm(podDir(nodeDir, pod), { recursive: true, force: true, maxRetries: 3 });
}
