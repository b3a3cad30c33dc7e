import type { TemplatePreview } from '@moorage/sdk/types';
import { Tag } from '../../../ui/Badge.tsx';

type Service = TemplatePreview['services'][number];

function factsOf(service: Service): { readonly term: string; readonly value: string }[] {
  return [
    { term: 'Image', value: service.image },
    { term: 'Command', value: [...service.command, ...service.args].join(' ') },
    { term: 'Ports', value: service.ports.map((port) => `${port.name} ${port.containerPort}/${port.protocol}`).join(', ') },
    { term: 'Health check', value: service.healthCheckPath ?? '' },
    { term: 'Volumes', value: service.volumes.map((each) => `${each.mountPath} (${each.size})`).join(', ') },
    { term: 'Files', value: service.files.join(', ') },
    { term: 'Variables', value: service.env.join(', ') },
    { term: 'Starts after', value: service.dependsOn.join(', ') },
  ].filter((fact) => fact.value !== '');
}

/** What would run, with the defaults spelled out. */
export function ServicePreview({ preview }: { readonly preview: TemplatePreview }) {
  return (
    <div className="space-y-4">
      <ul aria-label="Services" className="space-y-4">
        {preview.services.map((service) => (
          <li key={service.name} className="space-y-1.5">
            <p className="flex items-center gap-2 font-medium">
              {service.name}
              <Tag>{service.replicas === 1 ? '1 copy' : `${service.replicas} copies`}</Tag>
            </p>
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-[13px]">
              {factsOf(service).map((fact) => (
                <div key={fact.term} className="contents">
                  <dt className="text-muted">{fact.term}</dt>
                  <dd className="font-mono break-all">{fact.value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      <div className="space-y-1.5 border-t border-border pt-3">
        <p className="font-medium">Addresses</p>
        {preview.ingresses.length === 0 ? (
          <p className="text-muted">None: it is reached from within the cluster only.</p>
        ) : (
          <ul className="font-mono text-[13px]">
            {preview.ingresses.map((ingress) => (
              <li key={ingress.id} className="break-all">
                {ingress.name} {ingress.path} → {ingress.service}:{ingress.port}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
