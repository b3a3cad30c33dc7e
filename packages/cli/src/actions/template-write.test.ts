import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from '../program.ts';
import { type Answer, type FakeIo, fakeIo } from '../test-support.ts';

const file =
  'name: shop\ndisplayName: Shop\nimage: nginx:1.29\nisSystem: false\norgId: null\nspec:\n  services: [{ name: web, image: nginx:1.29 }]\n';
const template = { name: 'shop', version: 3 };

async function run(argv: readonly string[], answers: Record<string, Answer>, text = file): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo([...argv], answers);
  io.files.set('a.yaml', text);
  return { code: await runProgram(createProgram(io, '9.9.9'), io), io };
}

describe('templates', () => {
  it('are created from a file, whose spec may be written out', async () => {
    const { code, io } = await run(['templates', 'create', '-f', 'a.yaml'], {
      'POST /api/templates': { status: 201, body: template },
    });
    expect([code, io.stdout()]).toEqual([0, 'shop created (version 3).\n']);
    expect(io.requests[0]?.body).toMatchObject({ name: 'shop', spec: expect.stringContaining('services:') });
    expect(io.requests[0]?.body).not.toHaveProperty('isSystem');
    expect(io.requests[0]?.body).not.toHaveProperty('orgId');
  });

  it('are updated on top of the version that is there', async () => {
    const { code, io } = await run(['templates', 'update', '-f', 'a.yaml'], {
      'GET /api/templates/shop': { status: 200, body: template },
      'PUT /api/templates/shop': { status: 200, body: { ...template, version: 4 } },
    });
    expect([code, io.stdout()]).toEqual([0, 'shop updated (version 4).\n']);
    expect(io.requests[1]?.headers['if-match']).toBe('"3"');
  });

  it('are deleted only when that was meant', async () => {
    const answers = { 'DELETE /api/templates/shop': { status: 204 } };
    expect((await run(['templates', 'delete', 'shop'], answers)).code).toBe(64);
    expect((await run(['templates', 'delete', 'shop', '--yes'], answers)).code).toBe(0);
  });

  it('are validated with the place of each problem', async () => {
    const issues = [{ path: 'spec.services', message: 'is required', line: 2, column: 5 }];
    const answers = { 'POST /api/templates/validate': { status: 200, body: { valid: false, issues, preview: null } } };
    const { code, io } = await run(['templates', 'validate', '--spec', '-f', 'a.yaml'], answers);
    expect(code).toBe(65);
    expect(io.stderr()).toContain('a.yaml:2:5 spec.services: is required');
    expect(io.requests[0]?.body).toMatchObject({ spec: file });
  });

  it('are drafted from a Compose file, with warnings beside the draft', async () => {
    const warnings = [{ path: 'compose.services.web.build', message: 'was left out', line: 3, column: 5 }];
    const body = { template: { name: 'shop', image: 'nginx:1.29' }, warnings, issues: [], preview: null };
    const { code, io } = await run(['templates', 'import-compose', '-f', 'a.yaml'], {
      'POST /api/templates/import-compose': { status: 200, body },
    });
    expect([code, io.stdout()]).toEqual([0, 'name: shop\nimage: nginx:1.29\n']);
    expect(io.stderr()).toContain('a.yaml:3:5 compose.services.web.build: was left out');
  });

  it.each([
    ['not a template', '[1]'],
    ['not YAML', 'a: ['],
  ])('are refused where the file is %s', async (_what, text) => {
    const { code, io } = await run(['templates', 'create', '-f', 'a.yaml'], {}, text);
    expect([code, io.requests]).toEqual([64, []]);
  });
});
