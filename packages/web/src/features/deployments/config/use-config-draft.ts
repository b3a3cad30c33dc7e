import { useQueryClient } from '@tanstack/react-query';
import type { DeploymentConfig } from '@moorage/sdk/types';
import { useState } from 'react';
import { deploymentConfigQuery } from '../../../api/queries.ts';
import { type Change, type ConfigDraft, draftOf, planChanges, rebaseDraft } from '../../../lib/config-draft.ts';

export interface ConfigEditing {
  readonly base: DeploymentConfig;
  readonly draft: ConfigDraft;
  readonly changes: readonly Change[];
  /** Somebody saved another configuration since these edits began. */
  readonly isOutdated: boolean;
  readonly edit: (draft: ConfigDraft) => void;
  readonly discard: () => void;
  readonly saved: (config: DeploymentConfig) => void;
  /** Puts the edits over the newest configuration. */
  readonly rebase: () => Promise<void>;
}

/** Edits of a configuration that may change underneath: untouched it follows, edited it waits to be asked. */
export function useConfigDraft(config: DeploymentConfig, secrets: ReadonlySet<string>): ConfigEditing {
  const queries = useQueryClient();
  const [base, setBase] = useState(config);
  const [draft, setDraft] = useState(() => draftOf(config));
  const changes = planChanges(draftOf(base), draft, secrets);
  const isOutdated = config.generation !== base.generation;
  const saved = (next: DeploymentConfig) => {
    setBase(next);
    setDraft(draftOf(next));
  };
  if (isOutdated && changes.length === 0) saved(config);
  return {
    base,
    draft,
    changes,
    isOutdated,
    edit: setDraft,
    discard: () => saved(config),
    saved,
    rebase: async () => {
      const newest = await queries.fetchQuery({ ...deploymentConfigQuery(config.name), staleTime: 0 });
      setDraft(rebaseDraft(draftOf(base), draft, draftOf(newest)));
      setBase(newest);
    },
  };
}
