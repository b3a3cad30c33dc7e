/** Image references: which ones a registry could never give. Nothing is pulled on the embedded cluster. */

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const host =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?';
const referencePattern = new RegExp(
  `^(?:(${host})/)?${component}(?:/${component})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,})?$`,
);

/** The registry named by a reference; undefined for one without. */
function registryOf(image: string): string | undefined {
  const first = image.split('/')[0] ?? '';
  const isHost = image.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  return isHost ? first.replace(/:\d+$/, '') : undefined;
}

/** Why an image could not be pulled; undefined when it may exist. Hosts below `.invalid` (RFC 2606) never do. */
export function imageProblem(image: string | undefined): string | undefined {
  const name = image ?? '';
  if (name === '' || name.length > 512 || !referencePattern.test(name)) {
    return `Failed to pull image "${name}": couldn't parse image reference: invalid reference format`;
  }
  const registry = registryOf(name);
  if (registry === undefined || !(registry === 'invalid' || registry.endsWith('.invalid'))) return undefined;
  return `Failed to pull image "${name}": failed to resolve reference: dial tcp: lookup ${registry}: no such host`;
}
