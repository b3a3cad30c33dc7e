/** The organization that is on the screen, which need not be the one of the session. */
export function inOrg(orgId: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { 'x-org-id': orgId } };
}
