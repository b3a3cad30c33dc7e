/** Whether the caller may do something in the current team; the server is the judge, this only hides what it would refuse. */
export function can(me: { readonly permissions: readonly string[] } | undefined, action: string): boolean {
  return me?.permissions.includes(action) ?? false;
}
