/** Whether the caller may do something in the current team; the server is the judge, this only hides what it would refuse. */
export function can(me: { readonly permissions: readonly string[] } | undefined, action: string): boolean {
  return me?.permissions.includes(action) ?? false;
}

/** The same for one thing that was read: it may be of another team, or be shared with the caller by itself. */
export function allows(thing: { readonly actions: readonly string[] } | undefined, action: string): boolean {
  return thing?.actions.includes(action) ?? false;
}
