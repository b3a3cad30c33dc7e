import type { TemplateIssue } from '@moorage/sdk/types';
import { lazy, Suspense, useId, useRef } from 'react';
import type { YamlInputHandle } from '../../../shared/YamlInput.tsx';
import { Section } from '../../../ui/Card.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { ProblemList } from './ProblemList.tsx';
import type { Validation } from './use-validation.ts';

const YamlInput = lazy(() => import('../../../shared/YamlInput.tsx').then((module) => ({ default: module.YamlInput })));

interface SpecFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly validation: Validation;
}

/** Goes to the parameter that an issue is about, where it is about one. */
function focusParameter(path: string): void {
  const index = /^envVars\[?\.?(\d+)/.exec(path)?.[1];
  if (index !== undefined) document.getElementById(`parameter-${index}`)?.querySelector('input')?.focus();
}

export function SpecField({ value, onChange, validation }: SpecFieldProps) {
  const editor = useRef<YamlInputHandle>(null);
  const summaryId = useId();
  const jump = (issue: TemplateIssue) => {
    if (issue.line === undefined) focusParameter(issue.path);
    else editor.current?.jumpTo(issue.line, issue.column);
  };
  return (
    <Section
      title="Specification"
      note="Services and ingresses, as YAML. {{NAME}} in an image, port, size or health path is a parameter."
    >
      <Suspense fallback={<SkeletonRows rows={10} what="Loading the editor" />}>
        <YamlInput
          ref={editor}
          value={value}
          onChange={onChange}
          problems={validation.issues}
          label="Specification"
          describedBy={summaryId}
        />
      </Suspense>
      <ProblemList id={summaryId} issues={validation.issues} isChecking={validation.isChecking} onJump={jump} />
      {validation.error === null ? null : <ErrorView error={validation.error} attempt="The specification could not be checked" />}
    </Section>
  );
}
