import type { Template } from '@moorage/sdk/types';
import { useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { toFailure } from '../../../api/errors.ts';
import { deploymentNameProblem, parameterProblem } from '../../../lib/parameters.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { ParameterInput } from '../../../shared/ParameterInput.tsx';
import { useConfig, useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { createAction } from '../api-actions.ts';
import { bodyOf, type DeployValues, emptyForm, issuesByField } from './deploy-form.ts';
import { IdentityFields } from './IdentityFields.tsx';
import { useDeploy } from './use-deploy.ts';

export function DeployForm({ template }: { readonly template: Template }) {
  const { teamId: shownTeam, teamName, orgName } = useCurrentTeam();
  // With one team there is nothing to say; with several the request names the one on the screen.
  const teamId = useMe().teams.length > 1 ? shownTeam : undefined;
  const domain = useConfig()?.deploymentDomain;
  const deploy = useDeploy();
  const [hasRest, setHasRest] = useState(false);
  const form = useForm<DeployValues>({ defaultValues: emptyForm(template), mode: 'onTouched' });
  const values = useWatch({ control: form.control, compute: (current: DeployValues) => current });
  const send = async (submitted: DeployValues) => {
    try {
      await deploy.mutateAsync(bodyOf(template, submitted, teamId));
    } catch (error) {
      const issues = issuesByField(toFailure(error), template);
      setHasRest(issues.hasRest);
      for (const [index, { field, message }] of issues.fields.entries()) {
        form.setError(field, { type: 'server', message }, { shouldFocus: index === 0 });
      }
    }
  };
  return (
    <div className="grid items-start gap-8 *:min-w-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
      <form
        className="space-y-6"
        noValidate
        aria-label={`Deploy ${template.displayName}`}
        onSubmit={(event) => void form.handleSubmit(send)(event)}
      >
        <Card className="space-y-5 p-5">
          <IdentityFields form={form} domain={domain} validateName={(name) => deploymentNameProblem(name.trim())} />
        </Card>
        {template.envVars.length === 0 ? null : (
          <Card className="space-y-5 p-5">
            <h2 className="text-[15px] font-semibold">Parameters</h2>
            {template.envVars.map((definition) => (
              <Controller
                key={definition.name}
                control={form.control}
                name={`env.${definition.name}`}
                rules={{ validate: (value) => parameterProblem(definition, value) ?? true }}
                render={({ field, fieldState }) => (
                  <ParameterInput
                    definition={definition}
                    value={field.value}
                    error={fieldState.error?.message}
                    onChange={field.onChange}
                    onBlur={field.onBlur}
                  />
                )}
              />
            ))}
          </Card>
        )}
        {deploy.error !== null && hasRest ? <ErrorView error={deploy.error} attempt="The app could not be deployed" /> : null}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" tone="primary" busy={deploy.isPending}>
            Deploy
          </Button>
          <span className="text-muted">
            to {orgName} / {teamName}
          </span>
        </div>
      </form>
      <Card className="min-w-0 p-5 lg:sticky lg:top-16">
        <ApiPanel action={createAction(maskSecrets(template, bodyOf(template, values, teamId)))} />
      </Card>
    </div>
  );
}

/** Secrets typed into the form do not stand in plain text beside it. */
function maskSecrets(template: Template, body: ReturnType<typeof bodyOf>): ReturnType<typeof bodyOf> {
  const secrets = new Set(template.envVars.filter((definition) => definition.secret).map((definition) => definition.name));
  const envVars = Object.entries(body.envVars ?? {}).map(([name, value]) => [name, secrets.has(name) ? '…' : value] as const);
  return { ...body, envVars: Object.fromEntries(envVars) };
}
