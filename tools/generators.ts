/**
 * Everything that is generated and committed.
 *
 * Each generator is a program: without arguments it writes its files, with `--check` it compares them with what it would write
 * and fails when they differ. The order matters: the SDK is made from the OpenAPI document.
 */
export interface Generator {
  readonly name: string;
  readonly program: string;
}

export const generators: readonly Generator[] = [
  { name: 'custom resource definitions', program: 'packages/kube/tools/gen-crds.ts' },
  { name: 'table types and schema dump', program: 'packages/server/tools/gen-schema.ts' },
  { name: 'OpenAPI document', program: 'packages/server/tools/gen-openapi.ts' },
  { name: 'SDK', program: 'packages/sdk/tools/gen-sdk.ts' },
  { name: 'reference pages', program: 'packages/server/tools/gen-reference.ts' },
  { name: 'page of permissions', program: 'packages/server/tools/gen-permissions.ts' },
  { name: 'command-line reference', program: 'packages/moorage/tools/gen-cli-reference.ts' },
  { name: 'map of domains', program: 'tools/gen-domain-map.ts' },
];
