import { describe, expect, it } from 'vitest';
import { ofOrg, shellWord, snippetsOf, toSource } from './snippets.ts';

describe('a word of the shell', () => {
  it.each([
    ['hello', 'hello'],
    ['A=b', 'A=b'],
    ['two words', "'two words'"],
    ["it's $(rm -rf /)", `'it'\\''s $(rm -rf /)'`],
    ['', "''"],
    ['a;b', "'a;b'"],
  ])('%j is written %s', (text, written) => {
    expect(shellWord(text)).toBe(written);
  });
});

describe('a value as source', () => {
  it('quotes text and leaves plain keys bare', () => {
    expect(toSource({ name: "it's", 'a-b': 1, list: ['x', true], none: null })).toBe(
      "{ name: 'it\\'s', 'a-b': 1, list: ['x', true], none: null }",
    );
  });

  it('breaks what is too long for a line', () => {
    const source = toSource({
      body: { template: 'hello', envVars: { GREETING: 'a rather long greeting to all of the world' }, name: 'x' },
    });
    expect(source).toBe(
      "{\n  body: {\n    template: 'hello',\n    envVars: { GREETING: 'a rather long greeting to all of the world' },\n    name: 'x',\n  },\n}",
    );
  });
});

describe('the snippets of an action', () => {
  const action = {
    method: 'POST',
    path: '/api/deployments/restart',
    body: { name: 'hello' },
    cli: ['deployments', 'restart', 'hello'],
    call: 'deployments.restart',
    callArgs: { body: { name: 'hello' } },
  } as const;
  const snippets = snippetsOf('http://localhost:8080', action);

  it('hold the same request three times', () => {
    expect(snippets.curl).toBe(
      [
        'curl -X POST http://localhost:8080/api/deployments/restart',
        '-H "Authorization: Bearer $MOORAGE_API_KEY"',
        "-H 'Content-Type: application/json'",
        `-d '{"name":"hello"}'`,
      ].join(' \\\n  '),
    );
    expect(snippets.cli).toBe('moorage deployments restart hello');
    expect(snippets.typescript).toContain("await client.deployments.restart({ body: { name: 'hello' } })");
  });

  it('have no command and no resource where none does it', () => {
    expect(snippetsOf('http://x', { ...action, cli: undefined })).toMatchObject({ cli: undefined, terraform: undefined });
  });

  it('name the organization in every language', () => {
    const { curl, cli, typescript } = snippetsOf('http://x', ofOrg('o1', { ...action, callArgs: undefined }));
    expect(curl).toContain("-H 'X-Org-ID: o1'");
    expect(cli).toBe('moorage deployments restart hello --org o1');
    expect(typescript).toContain("deployments.restart({}, { headers: { 'x-org-id': 'o1' } })");
  });

  it('hold the resource of Terraform', () => {
    const terraform = [{ type: 'moorage_label', name: 'zone', attributes: { key: 'zone' } }];
    expect(snippetsOf('http://x', { ...action, terraform }).terraform).toBe(
      'resource "moorage_label" "zone" {\n  key = "zone"\n}',
    );
  });
});
