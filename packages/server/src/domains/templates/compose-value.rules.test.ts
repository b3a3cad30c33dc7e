import { describe, expect, it } from 'vitest';
import {
  durationSeconds,
  interpolate,
  memoryQuantity,
  parseShortPort,
  parseShortVolume,
  splitCommand,
  toLabel,
} from './compose-value.rules.ts';

describe('interpolation', () => {
  it.each([
    ['plain', 'plain', 'plain', []],
    ['$TAG', '', '{{TAG}}', ['TAG']],
    ['nginx:${TAG}', 'nginx:', 'nginx:{{TAG}}', ['TAG']],
    ['nginx:${TAG:-1.29}', 'nginx:1.29', 'nginx:{{TAG}}', ['TAG']],
    ['${A-}${B:-b}', 'b', '{{A}}{{B}}', ['A', 'B']],
    ['${A:-${B:-inner}}', 'inner', '{{A}}', ['A']],
    ['${A:-http://x:80/y}', 'http://x:80/y', '{{A}}', ['A']],
    ['${A:?is needed}', '', '{{A}}', ['A']],
    ['${A:+text}', '', '{{A}}', ['A']],
    ['a$$b$${C}', 'a$b${C}', 'a$b${C}', []],
    ['$1 and $(date)', '$1 and $(date)', '$1 and $(date)', []],
  ])('reads %s', (text, plain, template, names) => {
    const result = interpolate(text);
    expect([result.text, result.template, result.references.map((one) => one.name)]).toEqual([plain, template, names]);
  });

  it('knows what is required, what falls back and what cannot be said here', () => {
    expect(interpolate('${A:?x}${B:-y}${C:+z}').references).toEqual([
      { name: 'A', fallback: undefined, required: true, alternative: false },
      { name: 'B', fallback: 'y', required: false, alternative: false },
      { name: 'C', fallback: undefined, required: false, alternative: true },
    ]);
  });
});

describe('command lines', () => {
  it.each([
    ['npm run start', ['npm', 'run', 'start']],
    [`sh -c 'echo "a b"; exec x'`, ['sh', '-c', 'echo "a b"; exec x']],
    [`echo "a \\"b\\" \\n" c\\ d`, ['echo', 'a "b" \\n', 'c d']],
    [`a '' ""`, ['a', '', '']],
    [`--x='1 2'3`, ['--x=1 23']],
    ['  ', []],
  ])('split %s as a shell does', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it('refuse a quote that is left open', () => {
    expect(splitCommand(`echo 'a`)).toBeUndefined();
  });
});

describe('durations and memory', () => {
  it.each([
    ['30s', 30],
    ['1m30s', 90],
    ['1h', 3600],
    ['500ms', 1],
    ['1.5m', 90],
    ['soon', undefined],
    ['30', undefined],
    [15, 15],
  ])('%s takes %s seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });

  it.each([
    ['512m', '512Mi'],
    ['1g', '1Gi'],
    ['64MB', '64Mi'],
    ['2GiB', '2Gi'],
    ['100k', '100Ki'],
    [1048576, '1048576'],
    ['much', undefined],
  ])('%s of memory is %s', (text, quantity) => {
    expect(memoryQuantity(text)).toBe(quantity);
  });
});

describe('short ports', () => {
  const tcp = (target: number, published = 'everywhere') => ({ target, protocol: 'TCP', published });
  it.each([
    ['80', [tcp(80)]],
    [80, [tcp(80)]],
    ['8080:80', [tcp(80)]],
    ['127.0.0.1:8001:8001', [tcp(8001, 'loopback')]],
    ['[::1]:8001:8001', [tcp(8001, 'loopback')]],
    ['0.0.0.0::80', [tcp(80)]],
    ['6060:6060/udp', [{ target: 6060, protocol: 'UDP', published: 'everywhere' }]],
    ['9090-9091:8080-8081', [tcp(8080), tcp(8081)]],
    ['3000-3001', [tcp(3000), tcp(3001)]],
    ['80:http', undefined],
    ['0', undefined],
    ['70000', undefined],
    ['5-1', undefined],
    ['1:2:3:4', undefined],
  ])('read %s', (text, ports) => {
    expect(parseShortPort(text)).toEqual(ports);
  });
});

describe('short volumes', () => {
  it.each([
    ['data:/var/lib/data', { type: 'volume', source: 'data', target: '/var/lib/data', readOnly: false }],
    ['data:/data:ro', { type: 'volume', source: 'data', target: '/data', readOnly: true }],
    ['/var/lib/data', { type: 'volume', source: undefined, target: '/var/lib/data', readOnly: false }],
    ['./html:/usr/share/nginx/html:ro,z', { type: 'bind', source: './html', target: '/usr/share/nginx/html', readOnly: true }],
    ['~/x:/y', { type: 'bind', source: '~/x', target: '/y', readOnly: false }],
    ['/host:/y', { type: 'bind', source: '/host', target: '/y', readOnly: false }],
    ['a:b:c:d', undefined],
    [7, undefined],
  ])('read %s', (text, volume) => {
    expect(parseShortVolume(text)).toEqual(volume);
  });
});

describe('labels', () => {
  it.each([
    ['web', 'web'],
    ['My_App.v2', 'my-app-v2'],
    ['2fast', 'fast'],
    ['___', 'app'],
    [`${'a'.repeat(31)}-b`, 'a'.repeat(31)],
  ])('are made of %s', (name, label) => {
    expect(toLabel(name, 32)).toBe(label);
  });
});
