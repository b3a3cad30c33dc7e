/** What a request addresses, read from its path. */

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

function decode(segment: string): string | undefined {
  try {
    const text = decodeURIComponent(segment);
    return text === '' || text.includes('/') || text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function inGroup(group: string, version: string, rest: readonly string[]): ResourcePath | undefined {
  const [first, second, third, ...more] = rest;
  if (first === undefined) return undefined;
  const ofNamespace = third === 'status' || third === 'finalize';
  if (first === 'namespaces' && second !== undefined && third !== undefined && !ofNamespace) {
    const [name, subresource, ...tooMany] = more;
    if (tooMany.length > 0) return undefined;
    return {
      group,
      version,
      plural: third,
      namespace: second,
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    };
  }
  if (more.length > 0) return undefined;
  return {
    group,
    version,
    plural: first,
    ...(second === undefined ? {} : { name: second }),
    ...(third === undefined ? {} : { subresource: third }),
  };
}

/** The resource that a path names, or undefined when it names none. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = path
    .split('/')
    .slice(1)
    .filter((segment, index, all) => segment !== '' || index < all.length - 1)
    .map(decode);
  if (segments.includes(undefined)) return undefined;
  const [prefix, ...rest] = segments.filter((segment) => segment !== undefined);
  if (prefix === 'api' && rest[0] !== undefined) return inGroup('', rest[0], rest.slice(1));
  if (prefix === 'apis' && rest[0] !== undefined && rest[1] !== undefined) return inGroup(rest[0], rest[1], rest.slice(2));
  return undefined;
}
