/** How a stream that somebody follows is doing. */
export type FollowState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'ended'; readonly message: string };
