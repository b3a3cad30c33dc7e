import { EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import { yamlSetup } from './yaml-setup.ts';

/** Only through {@link YamlView}, which loads it lazily. */
export function YamlEditor({ text, label }: { readonly text: string; readonly label: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      doc: text,
      extensions: [
        yamlSetup,
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': 'true' }),
      ],
    });
    return () => view.destroy();
  }, [text, label]);
  return <div ref={host} className="overflow-hidden rounded-lg border border-border bg-surface" />;
}
