import type { DeploymentConfig, UsageSample } from '@moorage/sdk/types';
import { type Grouping, type Measure, parseQuantity, usageLines } from '../../../lib/usage.ts';
import { Card, Section } from '../../../ui/Card.tsx';
import { SampleTable } from './SampleTable.tsx';
import { type Mark, UsageChart } from './UsageChart.tsx';
import { UsageTable } from './UsageTable.tsx';

type Resources = DeploymentConfig['resources'][string];

interface ServiceUsageProps {
  readonly service: string;
  readonly samples: readonly UsageSample[];
  readonly grouping: Grouping;
  readonly windowMs: number;
  readonly resources: Resources | undefined;
}

const measures = [
  { measure: 'cpu', title: 'CPU' },
  { measure: 'memory', title: 'Memory' },
] as const;

/** Request and limit as lines; those of all pods together count once for each pod that is there now. */
function marksOf(resources: Resources | undefined, measure: Measure, times: number): Mark[] {
  if (resources === undefined) return [];
  const [request, limit] =
    measure === 'cpu' ? [resources.cpuRequest, resources.cpuLimit] : [resources.memoryRequest, resources.memoryLimit];
  return [
    { name: 'request', text: request },
    { name: 'limit', text: limit },
  ].flatMap(({ name, text }) => {
    const value = text === undefined || text === null ? undefined : parseQuantity(text, measure);
    return value === undefined ? [] : [{ name, value: value * times }];
  });
}

export function ServiceUsage({ service, samples, grouping, windowMs, resources }: ServiceUsageProps) {
  const pods = samples.at(-1)?.pods.filter((pod) => pod.service === service).length ?? 0;
  const graphs = measures.map(({ measure, title }) => ({
    measure,
    title,
    usage: usageLines(samples, { service, measure, grouping }),
    marks: marksOf(resources, measure, grouping === 'service' ? Math.max(1, pods) : 1),
  }));
  return (
    <Section title={service} note={pods === 1 ? '1 pod' : `${pods} pods`}>
      <div className="grid gap-4 *:min-w-0 lg:grid-cols-2">
        {graphs.map(({ measure, title, usage, marks }) => (
          <Card key={measure} className="space-y-2 p-4">
            <h3 className="font-medium">{title}</h3>
            <UsageChart label={`${title} of ${service}`} measure={measure} usage={usage} marks={marks} windowMs={windowMs} />
          </Card>
        ))}
      </div>
      <UsageTable service={service} graphs={graphs} />
      <SampleTable service={service} graphs={graphs} />
    </Section>
  );
}
