import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { DeploymentCreate } from '@moorage/sdk/types';
import { useRef } from 'react';
import { createDeployment } from '../../../api/actions.ts';
import { newKey } from '../../../lib/idempotency.ts';

/** Creates and goes to the new page. The same form sent again after a lost answer makes no second deployment. */
export function useDeploy() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const sent = useRef({ body: '', key: '' });
  return useMutation({
    mutationFn: (body: DeploymentCreate) => {
      const text = JSON.stringify(body);
      if (sent.current.body !== text) sent.current = { body: text, key: newKey() };
      return createDeployment(queries, body, sent.current.key);
    },
    onSuccess: ({ name }) => navigate({ to: '/deployments/$name', params: { name } }),
  });
}
