import { describe, expect, it } from 'vitest';
import { imageProblem } from './image.rules.ts';
import { isSafeSubPath, mountRewriter, normalizeMountPath } from './mount.rules.ts';
import { failureCounts, freshTally, nextProbeAt, probePort, probeTimes, tallyProbe } from './probe.rules.ts';
import { parseQuantity } from './quantity.rules.ts';
import { backoffSettings, decideBackoff, delayOf, exitCodeOf, formatSeconds, noBackoff, shouldRestart } from './restart.rules.ts';
import { decidePlacement } from './schedule.rules.ts';
import { aContainer, aPod } from './pod.builder.fake.ts';

describe('mountRewriter', () => {
  const rewrite = mountRewriter(['/data', '/data/sub/', '/etc/app'], '/root');
  it.each([
    ['/data', '/root/data'],
    ['--dir=/data/x', '--dir=/root/data/x'],
    ['/data/sub/y', '/root/data/sub/y'],
    [`readFileSync('/etc/app/a')`, `readFileSync('/root/etc/app/a')`],
    ['/data:/etc/app', '/root/data:/root/etc/app'],
    ['/database', '/database'],
    ['/data.txt', '/data.txt'],
    ['http://host/data', 'http://host/data'],
    ['/var/data', '/var/data'],
    ['../data', '../data'],
    ['', ''],
  ])('turns %s into %s', (text, expected) => expect(rewrite(text)).toBe(expected));

  it('ignores a mount at the root and treats pattern characters as text', () => {
    expect(mountRewriter(['/'], '/root')('/x')).toBe('/x');
    expect(mountRewriter(['/a.b'], '/root')('/axb /a.b')).toBe('/axb /root/a.b');
  });
});

describe('paths', () => {
  it.each([
    ['/a//b/', '/a/b'],
    ['/', undefined],
    ['a', undefined],
    ['/a/../b', undefined],
  ])('normalizes %s to %s', (path, expected) => expect(normalizeMountPath(path)).toBe(expected));
  it.each([
    ['a/b', true],
    ['', false],
    ['/a', false],
    ['a/../../b', false],
  ])('judges the sub path %j as %s', (path, safe) => expect(isSafeSubPath(path)).toBe(safe));
});

describe('imageProblem', () => {
  it.each(['nginx', 'nginx:1.27', 'ghcr.io/a/b:tag', 'localhost:5000/a', `a@sha256:${'0'.repeat(64)}`, 'a/b__c:v1'])(
    'accepts %s',
    (image) => {
      expect(imageProblem(image)).toBeUndefined();
    },
  );
  it.each(['', 'UPPER', 'a b', 'a:', ':tag', 'a//b', 'a;rm -rf', 'a@sha256:12', 'http://a/b'])(
    'refuses %j as malformed',
    (image) => {
      expect(imageProblem(image)).toContain('invalid reference format');
    },
  );
  it.each(['nope.invalid/a:1', 'x.y.invalid:5000/a'])('never finds %s', (image) =>
    expect(imageProblem(image)).toContain('no such host'),
  );
  it('judges a hostile reference quickly', () => expect(imageProblem(`${'a-'.repeat(250)}!`)).toContain('invalid'));
});

describe('delayOf', () => {
  it('never exceeds what a timer takes', () => expect([1.5, -1, 1e12].map(delayOf)).toEqual([1500, 0, 2_147_483_647]));
});

describe('restarts', () => {
  it('backs off as a kubelet does: at once, 10 s, doubling to 5 min', () => {
    const delays: number[] = [];
    let backoff = noBackoff;
    for (let run = 0; run < 8; run += 1) {
      const { delayMs, next } = decideBackoff(backoff, 100, backoffSettings());
      delays.push(delayMs / 1000);
      backoff = next;
    }
    expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    expect(decideBackoff(backoff, 600_000, backoffSettings()).delayMs).toBe(0);
  });

  it.each([
    ['Always', 'main', 0, true],
    ['OnFailure', 'main', 0, false],
    ['OnFailure', 'main', 1, true],
    ['Never', 'main', 1, false],
    ['Never', 'sidecar', 0, true],
    ['Always', 'init', 0, false],
    ['Always', 'init', 1, true],
    ['Never', 'init', 1, false],
    [undefined, 'main', 0, true],
  ] as const)('with policy %s a %s container that ended with %d: %s', (policy, role, exitCode, expected) => {
    expect(shouldRestart(policy, { role, exitCode })).toBe(expected);
  });

  it('reports signals as 128 and more', () => {
    expect([exitCodeOf(3, null), exitCodeOf(null, 'SIGTERM'), exitCodeOf(null, 'SIGKILL')]).toEqual([3, 143, 137]);
  });

  it('writes durations like Go', () => expect([10_000, 80_000, 300_000].map(formatSeconds)).toEqual(['10s', '1m20s', '5m0s']));
});

describe('probes', () => {
  const times = probeTimes({ periodSeconds: 10, failureThreshold: 2 });
  it('turns only when a threshold is reached', () => {
    const passed = tallyProbe(freshTally, true, times);
    const once = tallyProbe(passed, false, times);
    expect([passed.passing, once.passing, tallyProbe(once, false, times).passing]).toEqual([true, true, false]);
  });

  it('tries a container early until it passes, and counts only regular failures', () => {
    const moment = {
      nowMs: 1000,
      sinceMs: 0,
      lastCountedAtMs: 0,
      times,
      tally: freshTally,
      isCheap: true,
      kind: 'readiness' as const,
    };
    expect(nextProbeAt(moment)).toBe(1200);
    expect(failureCounts(moment)).toBe(false);
    expect(failureCounts({ ...moment, nowMs: 10_000 })).toBe(true);
    expect(nextProbeAt({ ...moment, tally: tallyProbe(freshTally, true, times) })).toBe(10_000);
    expect(nextProbeAt({ ...moment, kind: 'liveness' })).toBe(10_000);
    expect(nextProbeAt({ ...moment, nowMs: 65_000, lastCountedAtMs: 60_000 })).toBe(70_000);
    expect(failureCounts({ ...moment, kind: 'liveness' })).toBe(true);
  });

  it('finds a port by number, text or name', () => {
    const ports = [{ name: 'http', containerPort: 8080 }];
    expect([80, '81', 'http', 'none', 0, 70_000].map((port) => probePort(port, ports))).toEqual([
      80,
      81,
      8080,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('parseQuantity', () => {
  it.each([
    ['128Mi', 128 * 2 ** 20],
    ['0.5', 0.5],
    ['250m', 0.25],
    ['1e3', 1000],
    ['2G', 2e9],
    ['x', undefined],
    ['1 Mi', undefined],
    [undefined, undefined],
  ])('reads %s', (text, expected) => expect(parseQuantity(text)).toBe(expected));
});

describe('decidePlacement', () => {
  const node = { labels: { disk: 'ssd' }, cpu: 2, memoryBytes: 2 ** 30 };
  const bound = (): 'bound' => 'bound';
  const withClaim = aPod({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });

  it('takes a pod that fits', () =>
    expect(decidePlacement(aPod({ nodeSelector: { disk: 'ssd' } }), node, bound)).toEqual({ kind: 'bind' }));
  it('waits for scheduling gates', () =>
    expect(decidePlacement(aPod({ schedulingGates: [{ name: 'x' }] }), node, bound)).toEqual({ kind: 'gated' }));
  it.each([
    [aPod({ nodeSelector: { disk: 'tape' } }), 'bound', "didn't match Pod's node affinity/selector"],
    [aPod({ containers: [aContainer({ resources: { requests: { cpu: '3' } } })] }), 'bound', 'Insufficient cpu'],
    [aPod({ containers: [aContainer({ resources: { requests: { memory: '2Gi' } } })] }), 'bound', 'Insufficient memory'],
    [withClaim, 'unbound', 'unbound immediate PersistentVolumeClaims'],
    [withClaim, 'missing', 'persistentvolumeclaim "data" not found'],
  ] as const)('says why it cannot', (pod, claim, message) => {
    const placement = decidePlacement(pod, node, () => claim);
    expect(placement.kind === 'unschedulable' ? placement.message : '').toContain(message);
  });
});
