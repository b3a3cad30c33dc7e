import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { EnvVarDefinition } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { deploymentConfigQuery, deploymentQuery, templateQuery } from '../../../api/queries.ts';
import { fits } from '../../../api/states.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { ConfigForm } from './ConfigForm.tsx';

const noDefinitions: readonly EnvVarDefinition[] = [];

export function ConfigTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const deployment = useQuery(deploymentQuery(name)).data;
  const config = useQuery(deploymentConfigQuery(name));
  // The template may be gone; its parameters are then plain variables.
  const template = useQuery({ ...templateQuery(deployment?.template ?? ''), enabled: deployment !== undefined });
  return (
    <Loaded query={config} what="The configuration" skeletonRows={8}>
      {(data) =>
        template.isPending && deployment !== undefined ? null : (
          <ConfigForm
            config={data}
            definitions={template.data?.envVars ?? noDefinitions}
            canUpdate={deployment?.canUpdate === true && fits(deployment.status, 'deployment:update')}
          />
        )
      }
    </Loaded>
  );
}
