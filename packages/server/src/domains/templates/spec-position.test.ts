import { describe, expect, it } from 'vitest';
import { trySpec } from './spec-yaml.service.ts';

function places(spec: string): string[] {
  const result = trySpec(spec, []);
  return result.kind === 'ok' ? [] : result.issues.map((one) => `${one.line}:${one.column} ${one.path}`);
}

describe('a problem of a spec', () => {
  it.each([
    ['where YAML ends being YAML', 'services:\n  - name: web\n   image: x', ['3:1 spec']],
    ['where a key is given twice', 'services: 1\nservices: 2', ['2:1 spec']],
    [
      'at the field that is not known',
      'services:\n  - name: web\n    image: nginx:1.29\n    replica: 2',
      ['4:5 spec.services[0].replica'],
    ],
    [
      'at the value that is not allowed',
      'services:\n  - name: web\n    image: nginx:1.29\n    replicas: many',
      ['4:5 spec.services[0].replicas'],
    ],
    ['at the object that misses a field', 'services:\n  - name: web', ['2:5 spec.services[0].image']],
    [
      'at what refers to nothing',
      'services:\n  - name: web\n    image: nginx:1.29\n    dependsOn: [db]',
      ['4:5 spec.services[0].dependsOn'],
    ],
    [
      'in keys with dots and slashes',
      'services:\n  - name: web\n    image: nginx:1.29\n    files:\n      /etc/a.conf: 1',
      ['5:7 spec.services[0].files./etc/a.conf'],
    ],
    ['in JSON, which is YAML', '{"services": [{"name": "web",\n "image": 7}]}', ['2:2 spec.services[0].image']],
    ['at the beginning of what is nothing', '', ['1:1 spec']],
    ['where aliases are used', 'a: &a [x]\nservices: *a', ['2:11 spec']],
  ])('is shown %s', (_where, spec, expected) => {
    expect(places(spec)).toEqual(expected);
  });

  it('shows all of them at once', () => {
    expect(places('services:\n  - { name: Web, image: nginx:1.29 }\n  - { name: api, image: nginx:1.29, x: 1 }')).toEqual([
      '2:7 spec.services[0].name',
      '3:37 spec.services[1].x',
    ]);
  });
});
