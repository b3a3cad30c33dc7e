import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ApiPanel } from '../../shared/ApiPanel.tsx';
import { deploymentActions } from './api-actions.ts';

export function ApiTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  return (
    <div className="max-w-3xl space-y-8">
      {deploymentActions(name).map(({ title, action }, index, all) => (
        <ApiPanel key={title} title={title} action={action} hasHint={index === all.length - 1} />
      ))}
    </div>
  );
}
