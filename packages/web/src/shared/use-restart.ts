import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { restartDeployment } from '../api/actions.ts';
import { toFailure } from '../api/errors.ts';

/** Restarts a deployment or one of its services; the result is seen in the status, a refusal in a toast. */
export function useRestart() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, service }: { readonly name: string; readonly service?: string }) =>
      restartDeployment(queries, name, service),
    onSuccess: (_, { name, service }) =>
      toast.success(service === undefined ? `${name} restarts` : `${service} of ${name} restarts`),
    onError: (error, { name }) => toast.error(`${name} could not be restarted`, { description: toFailure(error).message }),
  });
}
