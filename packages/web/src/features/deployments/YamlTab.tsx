import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { manifestQuery } from '../../api/queries.ts';
import { Loaded } from '../../shared/Loaded.tsx';
import { YamlView } from '../../shared/YamlView.tsx';
import { InlineCode } from '../../ui/Code.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';

export function YamlTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const query = useQuery(manifestQuery(name));
  return (
    <Loaded query={query} what="The custom resource">
      {({ yaml }) => (
        <div className="space-y-2">
          <p className="flex flex-wrap items-center gap-2 text-muted">
            The object as the cluster has it, the same as{' '}
            <InlineCode>{`kubectl get userdeployment ${name} -A -o yaml`}</InlineCode>
            <CopyButton text={yaml} what="the YAML" />
          </p>
          <YamlView text={yaml} label={`UserDeployment ${name}`} />
        </div>
      )}
    </Loaded>
  );
}
