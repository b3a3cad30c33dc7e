import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { activityQuery } from '../../api/queries.ts';
import { ActivityList } from '../../shared/ActivityList.tsx';
import { Loaded } from '../../shared/Loaded.tsx';

export function ActivityTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const query = useQuery(activityQuery(name));
  return (
    <Loaded query={query} what="The activity">
      {(events) => <ActivityList events={events} label={`Activity of ${name}`} />}
    </Loaded>
  );
}
