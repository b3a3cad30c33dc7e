import { describe, expect, it } from 'vitest';
import { findSameNames, scanFile } from './source-rules.ts';

function rulesFound(text: string, path = 'packages/core/src/thing.ts'): string[] {
  return scanFile({ path, text }).map(({ rule, line }) => `${rule}:${line}`);
}

const statements = (count: number): string => Array.from({ length: count }, (_, index) => `  call(${index});`).join('\n');

describe('the rule about the clock', () => {
  it('finds every way to read it', () => {
    expect(rulesFound('const a = new Date();\nconst b = Date();\nconst c = new Date;\n')).toEqual([
      'system-clock:1',
      'system-clock:2',
      'system-clock:3',
    ]);
  });

  it('allows to convert, to own the clock, and to measure in a tool', () => {
    expect(rulesFound('const a = new Date(0);\n')).toEqual([]);
    expect(rulesFound('const a = new Date();\n', 'packages/core/src/clock.ts')).toEqual([]);
    expect(rulesFound('const a = new Date();\n', 'packages/sdk/tools/emit.ts')).toEqual([]);
  });

  it('is not taken in by a comment or a text', () => {
    expect(rulesFound("// new Date()\nconst a = 'new Date()';\n")).toEqual([]);
  });
});

describe('the rule about the length of functions', () => {
  it('finds one that is too long by one line', () => {
    expect(rulesFound(`function f() {\n${statements(58)}\n}\n`)).toEqual([]);
    expect(rulesFound(`function f() {\n${statements(59)}\n}\n`)).toEqual(['function-length:1']);
  });

  it('measures a function inside for itself', () => {
    const inner = `  function g() {\n${statements(50)}\n  }\n`;
    expect(rulesFound(`function f() {\n${inner}${inner}}\n`)).toEqual([]);
    expect(rulesFound(`function f() {\n  const g = () => {\n${statements(70)}\n  };\n}\n`)).toEqual(['function-length:2']);
  });

  it('lets tests be long', () => {
    expect(rulesFound(`it('x', () => {\n${statements(90)}\n});\n`, 'packages/core/src/a.test.ts')).toEqual([]);
  });
});

describe('an exception', () => {
  it('is granted for a reason only', () => {
    expect(rulesFound('// allow system-clock: the kernel is told the time\nconst a = new Date();\n')).toEqual([]);
    expect(rulesFound('// allow system-clock:\nconst a = new Date();\n')).toEqual(['system-clock:2']);
    expect(rulesFound('// allow function-length: no\nconst a = new Date();\n')).toEqual(['system-clock:2']);
  });

  const directive = ['//', 'oxlint-disable-next-line'].join(' ');

  it('from the linter needs its reason too', () => {
    expect(rulesFound(`${directive} max-params\n`)).toEqual(['reason-for-exception:1']);
    expect(rulesFound(`${directive} max-params -- the interface belongs to the vendor\n`)).toEqual([]);
  });
});

describe('the rule about file names', () => {
  it('wants kebab-case with roles, and components in PascalCase', () => {
    expect(rulesFound('', 'packages/server/src/domains/orgs/org-member.store.db.test.ts')).toEqual([]);
    expect(rulesFound('', 'packages/web/src/ui/CopyButton.tsx')).toEqual([]);
    expect(rulesFound('', 'packages/core/src/KeyedQueue.ts')).toEqual(['file-name:1']);
    expect(rulesFound('', 'packages/core/src/keyed_queue.ts')).toEqual(['file-name:1']);
  });

  it('refuses names that say nothing', () => {
    expect(rulesFound('', 'packages/core/src/utils.ts')).toEqual(['file-name:1']);
    expect(rulesFound('', 'packages/core/src/queue.helpers.ts')).toEqual(['file-name:1']);
    expect(rulesFound('', 'packages/core/src/data-dir-lock.ts')).toEqual([]);
  });

  it('finds two domains with a file of one name', () => {
    const at = (domain: string, name: string) => ({ path: `packages/server/src/domains/${domain}/${name}`, text: '' });
    expect(findSameNames([at('orgs', 'index.ts'), at('identity', 'index.ts')])).toEqual([]);
    expect(findSameNames([at('orgs', 'user.store.ts'), at('identity', 'user.store.ts')])).toMatchObject([
      { rule: 'one-name-one-file', file: 'packages/server/src/domains/identity/user.store.ts' },
    ]);
  });
});
