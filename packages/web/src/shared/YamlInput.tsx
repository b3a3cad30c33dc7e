import { EditorView } from 'codemirror';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { spanAt } from '../lib/text-position.ts';
import { markProblems } from './problem-marks.ts';
import { yamlSetup } from './yaml-setup.ts';

interface YamlProblem {
  readonly line?: number;
  readonly column?: number;
}

export interface YamlInputHandle {
  readonly jumpTo: (line: number, column?: number) => void;
}

interface YamlInputProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly YamlProblem[];
  readonly label: string;
  readonly describedBy?: string;
  readonly ref?: Ref<YamlInputHandle>;
}

/** YAML to write. Loaded lazily by who shows it. Tab leaves the editor, as everywhere on the page. */
export function YamlInput({ value, onChange, problems, label, describedBy, ref }: YamlInputProps) {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView>();
  const latest = useRef({ onChange, problems, value });
  useEffect(() => {
    latest.current = { onChange, problems, value };
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    const created = new EditorView({
      parent: host.current,
      doc: latest.current.value,
      extensions: [
        yamlSetup,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          if (update.docChanged || update.viewportChanged) markProblems(update.view, latest.current.problems);
        }),
        EditorView.contentAttributes.of({
          tabindex: '0',
          'aria-label': label,
          ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
        }),
      ],
    });
    setView(created);
    return () => {
      markProblems(created, []);
      created.destroy();
    };
  }, [label, describedBy]);
  useEffect(() => {
    if (view === undefined || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [view, value]);
  useEffect(() => {
    if (view !== undefined) markProblems(view, problems);
  }, [view, problems]);
  useImperativeHandle(
    ref,
    () => ({
      jumpTo: (line, column) => {
        if (view === undefined) return;
        const { from, to } = spanAt(view.state.doc.toString(), line, column);
        view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
        view.focus();
      },
    }),
    [view],
  );
  return <div ref={host} className="overflow-hidden rounded-lg border border-control bg-surface" />;
}
