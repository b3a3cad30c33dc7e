/** What people are told of changes to how one gets in as them, so that they hear of one that was not theirs. */

export interface Change {
  readonly event: string;
  /** Of the key or sign-in. */
  readonly name: string | undefined;
  readonly at: Date;
  readonly ip: string;
}

export interface Notice {
  readonly subject: string;
  readonly text: string;
}

const told: Readonly<Record<string, { readonly subject: string; readonly said: string }>> = {
  'api_key.created': { subject: 'A new API key of yours', said: 'An API key was made in your name' },
  'api_key.rotated': { subject: 'A new secret of an API key', said: 'An API key got a new secret in your name' },
  'identity.linked': { subject: 'Another way to sign in as you', said: 'A sign-in was linked to your account' },
  'identity.unlinked': { subject: 'A way to sign in was removed', said: 'A sign-in was taken from your account' },
  'session.revoked_everywhere': { subject: 'You were signed out everywhere', said: 'All your sessions and tokens were ended' },
};

export function isTold(event: string): boolean {
  return Object.hasOwn(told, event);
}

/** One line, whatever somebody called his key. */
function nameOf(name: string | undefined): string {
  return name === undefined ? '' : `: ${name.replaceAll(/\s+/g, ' ').slice(0, 200)}`;
}

export function noticeOf({ event, name, at, ip }: Change): Notice | undefined {
  const words = told[event];
  if (words === undefined) return undefined;
  const when = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const lines = [
    `${words.said}${nameOf(name)}.`,
    `This was on ${when}, from the address ${ip === '' ? 'unknown' : ip}.`,
    'If it was not you, sign out everywhere in the console under Settings, look at your keys and sign-ins there, and tell your administrator.',
  ];
  return { subject: words.subject, text: `${lines.join('\n\n')}\n` };
}
