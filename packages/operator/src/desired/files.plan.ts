/**
 * Files of a service: a config map, and mounts of single files so that the image's folders stay as they are.
 *
 * Inside the volume the files lie as in the container (`/app/a.js` at `app/a.js`), so that one finds another by a relative path even
 * where a mount is a link into the volume.
 */
import type { UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import { fingerprintOf } from '@moorage/kube/runtime/fingerprint';
import { namesOf } from '../user-deployment.names.ts';
import { desired, type Desired } from './desired.ts';

const filesVolume = 'moorage-files';

/** A key that is allowed in a config map, readable, and different for different paths. */
export function fileKey(path: string): string {
  const readable = path
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[_.]+/, '')
    .slice(-100);
  return `${fingerprintOf(path).slice(0, 8)}-${readable}`;
}

function inVolume(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '')
    .join('/');
}

/** The volume of a service that has files. */
export function fileVolumes(root: UserDeployment, service: UserDeploymentService): object[] {
  const paths = Object.keys(service.files ?? {}).sort();
  if (paths.length === 0) return [];
  const items = paths.map((path) => ({ key: fileKey(path), path: inVolume(path) }));
  return [{ name: filesVolume, configMap: { name: namesOf(root.metadata.name).files(service.name), items } }];
}

export function fileMounts(service: UserDeploymentService): object[] {
  return Object.keys(service.files ?? {})
    .sort()
    .map((path) => ({ name: filesVolume, mountPath: path, subPath: inVolume(path), readOnly: true }));
}

/** The config map of a service that has files. */
export function planFiles(root: UserDeployment, service: UserDeploymentService): Desired[] {
  const files = Object.entries(service.files ?? {});
  if (files.length === 0) return [];
  const data = Object.fromEntries(files.map(([path, content]) => [fileKey(path), content]));
  const name = namesOf(root.metadata.name).files(service.name);
  return [desired(root, { resource: resources.configMap, name, component: service.name, content: { data } })];
}
