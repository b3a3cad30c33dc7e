import { useMutation } from '@tanstack/react-query';
import { signOut } from '../api/session.ts';
import { Button } from '../ui/Button.tsx';

/** For what wants a recent proof of who one is: out and in again, and back to this page. */
export function SignInAgain() {
  const leave = useMutation({
    mutationFn: () => {
      const { pathname, search } = window.location;
      return signOut(`/sign-in?redirect=${encodeURIComponent(pathname + search)}`);
    },
  });
  return (
    <>
      <Button busy={leave.isPending} onClick={() => leave.mutate()}>
        Sign in again
      </Button>
      {leave.error === null ? null : <p className="text-bad">You could not be signed out: {leave.error.message}</p>}
    </>
  );
}
