import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Release } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { deploymentQuery, releasesQuery } from '../../../api/queries.ts';
import { fits } from '../../../api/states.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ReleaseDialog } from './ReleaseDialog.tsx';
import { ReleaseTable } from './ReleaseTable.tsx';

export function ReleasesTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const deployment = useQuery(deploymentQuery(name)).data;
  const query = useInfiniteQuery(releasesQuery(name));
  const [chosen, setChosen] = useState<Release>();
  return (
    <Loaded query={query} what="The releases">
      {({ pages }) => {
        const releases = pages.flatMap((page) => page.items);
        const current = releases.find((release) => release.isCurrent);
        return (
          <div className="space-y-4">
            <ReleaseTable releases={releases} label={`Releases of ${name}`} onOpen={setChosen} />
            {query.hasNextPage ? (
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Older releases
              </Button>
            ) : null}
            {chosen === undefined ? null : (
              <ReleaseDialog
                name={name}
                release={chosen}
                current={current}
                canRollBack={deployment?.canUpdate === true && fits(deployment.status, 'deployment:update')}
                onClose={() => setChosen(undefined)}
              />
            )}
          </div>
        );
      }}
    </Loaded>
  );
}
