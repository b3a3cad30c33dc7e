import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { deploymentQuery } from '../../api/queries.ts';
import { fits } from '../../api/states.ts';
import { DeleteDeployment, DeletionList } from '../../shared/DeleteDeployment.tsx';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';

export function DangerTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const { data } = useQuery(deploymentQuery(name));
  const [isOpen, setOpen] = useState(false);
  const services = data?.services.map((service) => service.name).join(', ') ?? '';
  return (
    <Section
      title="Delete this deployment"
      note={`With ${name} go, at once and for good:`}
      className="max-w-3xl rounded-lg border border-bad/50 p-4"
    >
      <DeletionList name={name} />
      {services === '' ? null : <p className="text-muted">Services: {services}.</p>}
      {data?.canDelete === false ? (
        <p className="text-muted">You may not delete it: that needs the role developer in its team.</p>
      ) : null}
      <Button
        tone="danger"
        disabled={data?.canDelete !== true || !fits(data.status, 'deployment:delete')}
        onClick={() => setOpen(true)}
      >
        Delete {name}
      </Button>
      <DeleteDeployment name={name} open={isOpen} onOpenChange={setOpen} />
    </Section>
  );
}
