import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Template } from '@moorage/sdk/types';
import { useMemo, useRef, useState } from 'react';
import { createTemplate, updateTemplate } from '../../../api/actions.ts';
import { isFailure, toFailure } from '../../../api/errors.ts';
import { templateQuery } from '../../../api/queries.ts';
import { newKey } from '../../../lib/idempotency.ts';
import {
  bodyOfForm,
  formOfTemplate,
  formProblems,
  planFieldChanges,
  rebaseForm,
  type TemplateForm,
} from '../../../lib/template-form.ts';
import { useValidation, type Validation } from './use-validation.ts';

export interface TemplateEditing {
  readonly isNew: boolean;
  /** What the edits began from. */
  readonly base: TemplateForm;
  readonly form: TemplateForm;
  readonly validation: Validation;
  readonly isDirty: () => boolean;
  readonly changeCount: number;
  readonly set: (fields: Partial<TemplateForm>) => void;
  readonly problemAt: (path: string) => string | undefined;
  readonly hasProblems: boolean;
  readonly save: () => void;
  readonly isSaving: boolean;
  /** Why it was not saved, other than by {@link theirs}. */
  readonly error: Error | null;
  /** What somebody else saved meanwhile. */
  readonly theirs: Template | undefined;
  /** Puts these edits over theirs; nothing is saved by that. */
  readonly rebase: () => void;
  readonly takeTheirs: () => void;
  readonly body: ReturnType<typeof bodyOfForm>;
  readonly version: number | undefined;
}

interface Start {
  readonly form: TemplateForm;
  /** Absent for a new one. */
  readonly version?: number;
  /** Where a new one goes. */
  readonly orgId: string | undefined;
  readonly onSaved: (template: Template) => void;
}

/** The edits of one template, from the first key to the saved version. */
export function useTemplateEditing({ form: start, version: startVersion, orgId, onSaved }: Start): TemplateEditing {
  const queries = useQueryClient();
  const [base, setBase] = useState(start);
  const [form, setForm] = useState(start);
  const [version, setVersion] = useState(startVersion);
  const [theirs, setTheirs] = useState<Template>();
  const [hasTried, setTried] = useState(false);
  const sent = useRef({ text: '', key: '' });
  const isClean = useRef(false);
  const validation = useValidation(form);
  const isNew = version === undefined;
  const body = bodyOfForm(form, validation.preview, isNew ? orgId : undefined);
  const changes = useMemo(() => planFieldChanges(base, form), [base, form]);
  const own = formProblems(form);
  const mutation = useMutation({
    mutationFn: () => {
      if (version !== undefined) return updateTemplate(queries, body, version);
      const text = JSON.stringify(body);
      if (sent.current.text !== text) sent.current = { text, key: newKey() };
      return createTemplate(queries, body, sent.current.key);
    },
    onSuccess: (template) => {
      isClean.current = true;
      onSaved(template);
    },
    onError: async (error) => {
      if (!isFailure(error, 'precondition_failed')) return;
      setTheirs(await queries.fetchQuery({ ...templateQuery(form.name), staleTime: 0 }));
    },
  });
  const refused = mutation.error === null ? [] : toFailure(mutation.error).issues;
  const startFrom = (template: Template, next: TemplateForm) => {
    setBase(formOfTemplate(template));
    setForm(next);
    setVersion(template.version);
    setTheirs(undefined);
    mutation.reset();
  };
  return {
    isNew,
    base,
    form,
    validation,
    isDirty: () => !isClean.current && changes.length > 0,
    changeCount: changes.length,
    set: (fields) => setForm((before) => ({ ...before, ...fields })),
    problemAt: (path) => {
      const told = hasTried ? own.find((problem) => problem.path === path) : undefined;
      return (told ?? refused.find((issue) => issue.path.replace(/^body\./, '') === path))?.message;
    },
    hasProblems: own.length > 0 || validation.issues.length > 0,
    save: () => {
      setTried(true);
      if (own.length === 0) mutation.mutate();
    },
    isSaving: mutation.isPending,
    error: isFailure(mutation.error, 'precondition_failed') ? null : mutation.error,
    theirs,
    rebase: () => theirs !== undefined && startFrom(theirs, rebaseForm(base, form, formOfTemplate(theirs))),
    takeTheirs: () => theirs !== undefined && startFrom(theirs, formOfTemplate(theirs)),
    body,
    version,
  };
}
