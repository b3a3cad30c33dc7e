/** What Kubernetes takes for keys and values of labels, annotations and taints. */

const name = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const longest = { name: 63, prefix: 253 } as const;
/** Of one annotation; Kubernetes allows as much for all annotations of a node together. */
const longestAnnotation = 256 * 1024;

/** What is wrong with a name that is to be at most 63 characters, or undefined. */
function problemOfName(text: string): string | undefined {
  if (text.length > longest.name) return `must be at most ${longest.name} characters`;
  return name.test(text) ? undefined : 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit';
}

/** What is wrong with a key, or undefined: `name` or `prefix/name`, the prefix a DNS name. */
export function problemOfKey(key: string): string | undefined {
  const [first = '', second, ...more] = key.split('/');
  if (more.length > 0) return 'must have at most one "/"';
  if (second === undefined) return first === '' ? 'must not be empty' : problemOfName(first);
  if (first.length > longest.prefix) return `must have at most ${longest.prefix} characters before the "/"`;
  if (!subdomain.test(first)) return 'must have a DNS name in small letters before the "/"';
  return second === '' ? 'must have a name after the "/"' : problemOfName(second);
}

/** What is wrong with the value of a label or a taint, or undefined; it may be empty. */
export function problemOfValue(value: string): string | undefined {
  return value === '' ? undefined : problemOfName(value);
}

/** Annotations hold any text. */
export function problemOfAnnotation(value: string): string | undefined {
  return new TextEncoder().encode(value).length > longestAnnotation ? 'must be at most 256 KiB' : undefined;
}
