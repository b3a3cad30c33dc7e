import { toast } from 'sonner';
import { toFailure } from '../api/errors.ts';
import { signOut } from '../api/session.ts';

/** Signs out, or says why that did not work: whoever walks away must know that he is still signed in. */
export function signOutOrSay(): void {
  signOut().catch((error: unknown) =>
    toast.error('You are still signed in', { description: toFailure(error).message, duration: Infinity }),
  );
}
