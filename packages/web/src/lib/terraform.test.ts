import { describe, expect, it } from 'vitest';
import { expression, hclName, hclText, referenceTo, terraformOf } from './terraform.ts';

describe('text in Terraform', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "quoted" \\ path', '"a \\"quoted\\" \\\\ path"'],
    ['two\nlines\tand\r', '"two\\nlines\\tand\\r"'],
    ['${var.secret}', '"$${var.secret}"'],
    ['%{ if true }', '"%%{ if true }"'],
    ['$${kept}', '"\\u0024$${kept}"'],
    ['100% of $5 {}', '"100% of $5 {}"'],
    ['bell\u0007', '"bell\\u0007"'],
    ['größe', '"größe"'],
  ])('%j is written %s', (text, written) => {
    expect(hclText(text)).toBe(written);
  });
});

it.each([
  ['node-1', 'node-1'],
  ['Node 1.example.org', 'node_1_example_org'],
  ['10.0.0.1', '_10_0_0_1'],
  ['*', 'this'],
  ['', 'this'],
])('the name %j becomes %s', (text, name) => {
  expect(hclName(text)).toBe(name);
});

describe('a file of Terraform', () => {
  it('has the signs below each other and leaves out what is not there', () => {
    const attributes = {
      ...{ hostname: 'node-1', public_ip_address: undefined, role: 'worker', ttl: 60, on: true },
      ssh_key_id: referenceTo('moorage_ssh_key', 'The nodes'),
    };
    expect(terraformOf([{ type: 'moorage_server', name: 'node-1', attributes }])).toBe(
      [
        'resource "moorage_server" "node-1" {',
        '  hostname   = "node-1"',
        '  role       = "worker"',
        '  ttl        = 60',
        '  on         = true',
        '  ssh_key_id = moorage_ssh_key.the_nodes.id',
        '}',
      ].join('\n'),
    );
  });

  it('takes over what exists before it describes it', () => {
    const text = terraformOf([{ type: 'moorage_label', name: 'zone', attributes: { key: 'zone', value: '' }, importId: 'id-1' }]);
    expect(text).toBe(
      'import {\n  to = moorage_label.zone\n  id = "id-1"\n}\n\nresource "moorage_label" "zone" {\n  key   = "zone"\n  value = ""\n}',
    );
  });

  it('breaks long lists and maps, and lines up only what stands together', () => {
    const ids = ['a', 'b'].map((one) => expression(`moorage_server.a_server_with_quite_a_long_name_${one}.id`));
    const attributes = { id: 'x', server_ids: ids, more: { 'a b': 'c', none: null, nothing: {} }, last: 'z', longer: [1, 2] };
    expect(terraformOf([{ block: 'data', type: 'moorage_x', name: 'y', attributes }])).toBe(
      [
        'data "moorage_x" "y" {',
        '  id = "x"',
        '  server_ids = [',
        '    moorage_server.a_server_with_quite_a_long_name_a.id,',
        '    moorage_server.a_server_with_quite_a_long_name_b.id,',
        '  ]',
        '  more = {',
        '    "a b"   = "c"',
        '    none    = null',
        '    nothing = {}',
        '  }',
        '  last   = "z"',
        '  longer = [1, 2]',
        '}',
      ].join('\n'),
    );
  });

  it('is empty braces where there is nothing to say', () => {
    expect(terraformOf([{ block: 'data', type: 'moorage_servers', name: 'all', attributes: {} }])).toBe(
      'data "moorage_servers" "all" {}',
    );
  });

  it('has no two resources of one type with the same name', () => {
    const label = (name: string) => ({ type: 'moorage_label', name, attributes: {} });
    const blocks = [label('a.b'), label('a_b'), label('a_b_2'), { type: 'moorage_taint', name: 'a.b', attributes: {} }];
    expect(terraformOf(blocks).match(/"[a-z_0-9]+" \{\}/g)).toEqual(['"a_b" {}', '"a_b_2" {}', '"a_b_2_2" {}', '"a_b" {}']);
  });
});
