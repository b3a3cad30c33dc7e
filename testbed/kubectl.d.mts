export function findKubectl(options?: { readonly mayBuild?: boolean }): string | undefined;
