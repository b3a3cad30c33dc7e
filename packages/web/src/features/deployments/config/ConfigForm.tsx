import type { DeploymentConfig, EnvVarDefinition } from '@moorage/sdk/types';
import { useMemo, useState } from 'react';
import { type ConfigDraft, envValue, replicasProblem } from '../../../lib/config-draft.ts';
import { plural } from '../../../lib/format.ts';
import { parameterProblem } from '../../../lib/parameters.ts';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EnvEditor } from './EnvEditor.tsx';
import { GeneralFields } from './GeneralFields.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';
import { ServiceFields } from './ServiceFields.tsx';
import { useConfigDraft } from './use-config-draft.ts';

interface ConfigFormProps {
  readonly config: DeploymentConfig;
  readonly definitions: readonly EnvVarDefinition[];
  readonly canUpdate: boolean;
}

function isSendable(draft: ConfigDraft, definitions: readonly EnvVarDefinition[]): boolean {
  return (
    definitions.every(
      (definition) => parameterProblem(definition, envValue(draft, definition.name) ?? definition.default ?? '') === undefined,
    ) && draft.services.every((service) => replicasProblem(service.replicas) === undefined && service.image.trim() !== '')
  );
}

export function ConfigForm({ config, definitions, canUpdate }: ConfigFormProps) {
  const secrets = useMemo(() => new Set(definitions.filter((each) => each.secret).map((each) => each.name)), [definitions]);
  const editing = useConfigDraft(config, secrets);
  const [isReviewing, setReviewing] = useState(false);
  const { draft, edit, changes } = editing;
  return (
    <form
      aria-label="Configuration"
      className="max-w-4xl space-y-8"
      onSubmit={(event) => {
        event.preventDefault();
        setReviewing(true);
      }}
    >
      {canUpdate ? null : <Callout tone="neutral" title="You may look at the configuration but not change it now." />}
      {editing.isOutdated ? (
        <Callout
          tone="warn"
          role="status"
          title="Somebody saved another configuration while you were editing."
          actions={
            <>
              <Button onClick={() => void editing.rebase()}>Put my edits over it</Button>
              <Button onClick={editing.discard}>Drop my edits</Button>
            </>
          }
        />
      ) : null}
      <fieldset disabled={!canUpdate} className="min-w-0 space-y-8">
        <Section title="Environment" note="Saving rolls the services that use them, without a failed request.">
          <EnvEditor draft={draft} definitions={definitions} onChange={edit} />
        </Section>
        <Section title="Services">
          <ServiceFields draft={draft} onChange={edit} />
        </Section>
        <Section title="General">
          <GeneralFields draft={draft} onChange={edit} />
        </Section>
      </fieldset>
      <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-3 border-t border-border bg-bg px-4 py-3">
        <Button type="submit" tone="primary" disabled={changes.length === 0 || !canUpdate || !isSendable(draft, definitions)}>
          Review and save
        </Button>
        <Button disabled={changes.length === 0} onClick={editing.discard}>
          Discard
        </Button>
        <span role="status" className="text-muted">
          {changes.length === 0 ? 'No changes' : `${plural(changes.length, 'change')} not saved`}
        </span>
      </div>
      <ReviewDialog open={isReviewing} onOpenChange={setReviewing} editing={editing} />
    </form>
  );
}
