/** The rules for names, labels and annotations. */
import { isObject } from './json.ts';
import { invalidValue, type StatusCause } from './refusal.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedPart = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const annotationBytes = 256 * 1024;

export type NameRule = 'label' | 'service' | 'subdomain' | 'path';

const rules: Record<NameRule, { readonly test: (name: string) => boolean; readonly text: string }> = {
  label: {
    test: (name) => name.length <= 63 && label.test(name),
    text: 'must consist of lower case alphanumeric characters or "-", start and end with an alphanumeric character, and have at most 63 characters',
  },
  service: {
    test: (name) => name.length <= 63 && label.test(name) && !/^[0-9]/.test(name),
    text: 'must consist of lower case alphanumeric characters or "-", start with a letter, end with an alphanumeric character, and have at most 63 characters',
  },
  subdomain: {
    test: (name) => name.length <= 253 && subdomain.test(name),
    text: 'must consist of lower case alphanumeric characters, "-" or ".", start and end with an alphanumeric character, and have at most 253 characters',
  },
  path: {
    test: (name) => name !== '.' && name !== '..' && !/[/%]/.test(name) && name.length <= 253,
    text: 'may not be "." or ".." nor contain "/" or "%"',
  },
};

/** The problem with a name, if any. */
export function checkName(rule: NameRule, name: string, path: string): StatusCause[] {
  return rules[rule].test(name) ? [] : [invalidValue(path, name, rules[rule].text)];
}

function isQualifiedName(name: string): boolean {
  const parts = name.split('/');
  const last = parts.at(-1) ?? '';
  if (parts.length > 2 || last.length > 63 || !qualifiedPart.test(last)) return false;
  return parts.length === 1 || rules.subdomain.test(parts[0] ?? '');
}

/** Problems of a map of labels. */
export function checkLabels(labels: unknown, path: string): StatusCause[] {
  if (!isObject(labels)) return labels === undefined ? [] : [invalidValue(path, labels, 'must be a map of strings')];
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!isQualifiedName(key))
      return [invalidValue(path, key, 'label keys are "name" or "prefix/name" of alphanumerics, "-", "_" and "."')];
    const isFine = typeof value === 'string' && value.length <= 63 && (value === '' || qualifiedPart.test(value));
    return isFine
      ? []
      : [
          invalidValue(
            path,
            value,
            'label values are at most 63 alphanumerics, "-", "_" and ".", and start and end with an alphanumeric',
          ),
        ];
  });
}

/** Problems of a map of annotations. */
export function checkAnnotations(annotations: unknown, path: string): StatusCause[] {
  if (!isObject(annotations))
    return annotations === undefined ? [] : [invalidValue(path, annotations, 'must be a map of strings')];
  const entries = Object.entries(annotations);
  const total = entries.reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  const found = entries.flatMap(([key, value]) => {
    if (!isQualifiedName(key.toLowerCase()))
      return [invalidValue(path, key, 'annotation keys are "name" or "prefix/name" of alphanumerics, "-", "_" and "."')];
    return typeof value === 'string' ? [] : [invalidValue(`${path}.${key}`, value, 'annotation values are strings')];
  });
  return total > annotationBytes ? [...found, invalidValue(path, total, `must have at most ${annotationBytes} bytes`)] : found;
}

/** `name` as prefix with five random characters, cut to fit. */
export function generatedName(prefix: string, suffix: string): string {
  return `${prefix.slice(0, 58)}${suffix}`;
}
