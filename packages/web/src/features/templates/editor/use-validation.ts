import { useQuery } from '@tanstack/react-query';
import type { TemplateIssue, TemplatePreview } from '@moorage/sdk/types';
import { useMemo } from 'react';
import { isFailure } from '../../../api/errors.ts';
import { templateValidationQuery } from '../../../api/queries.ts';
import { bodyOfForm, type TemplateForm } from '../../../lib/template-form.ts';
import { useDebounced } from '../../../shared/use-debounced.ts';

const pauseMs = 350;
const none: readonly TemplateIssue[] = [];

export interface Validation {
  readonly issues: readonly TemplateIssue[];
  /** Of the newest text that was valid. */
  readonly preview: TemplatePreview | null;
  /** The answer is of an older text. */
  readonly isChecking: boolean;
  /** No answer came, so nobody knows. */
  readonly error: Error | null;
}

/** What the server says about the spec and the parameters, a moment after the last key. */
export function useValidation(form: TemplateForm): Validation {
  const envVars = useMemo(() => bodyOfForm({ ...form, envVars: form.envVars }, null, undefined).envVars ?? [], [form]);
  const text = JSON.stringify(envVars);
  const wanted = useMemo(() => ({ spec: form.spec, text }), [form.spec, text]);
  const settled = useDebounced(wanted, pauseMs);
  const query = useQuery(templateValidationQuery(settled.spec, JSON.parse(settled.text)));
  // A parameter whose shape alone is wrong is refused as a request; to who writes it that is an issue like any other.
  const refused = isFailure(query.error, 'invalid_request') ? query.error.issues : undefined;
  const issues = useMemo(
    () => refused?.map(({ path, message }) => ({ path: path.replace(/^body\./, ''), message })) ?? query.data?.issues ?? none,
    [refused, query.data],
  );
  return {
    issues,
    preview: query.data?.preview ?? null,
    isChecking: settled !== wanted || query.isFetching,
    error: refused === undefined ? query.error : null,
  };
}
