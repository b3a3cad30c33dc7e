import type { Template } from '@moorage/sdk/types';
import { SecretSection } from '../../shared/secrets/SecretSection.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';

/** One's own, for whatever one deploys from the template. */
export function TemplateSecrets({ template }: { readonly template: Template }) {
  const { orgId, orgName } = useCurrentTeam();
  if (orgId === undefined) return null;
  return (
    <SecretSection
      place={{ kind: 'template', orgId, name: template.name, services: template.services }}
      title="Your secrets for this template"
      note={`Received by your deployments of it in ${orgName}; nobody else sees them.`}
    />
  );
}
