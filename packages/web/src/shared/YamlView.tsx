import { lazy, Suspense } from 'react';
import { SkeletonRows } from '../ui/Skeleton.tsx';

const Editor = lazy(() => import('./YamlEditor.tsx').then((module) => ({ default: module.YamlEditor })));

/** YAML to read, with folding and search; the editor is loaded when the first one is shown. */
export function YamlView({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Suspense fallback={<SkeletonRows rows={8} what="Loading the YAML view" />}>
      <Editor text={text} label={label} />
    </Suspense>
  );
}
