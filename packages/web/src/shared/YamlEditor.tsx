import { syntaxHighlighting } from '@codemirror/language';
import { yaml } from '@codemirror/lang-yaml';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';

const theme = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'var(--surface)', color: 'var(--text)', maxHeight: '70vh' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, ui-monospace, monospace)', lineHeight: '20px', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--faint)', borderRight: '1px solid var(--border)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', border: 'none', color: 'var(--muted)' },
  '.tok-propertyName, .tok-definition': { color: 'var(--accent)' },
  '.tok-string, .tok-string2': { color: 'var(--ok)' },
  '.tok-number, .tok-bool, .tok-keyword, .tok-atom': { color: 'var(--warn)' },
  '.tok-comment, .tok-meta': { color: 'var(--faint)' },
});

/** Only through {@link YamlView}, which loads it lazily. */
export function YamlEditor({ text, label }: { readonly text: string; readonly label: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      doc: text,
      extensions: [
        syntaxHighlighting(classHighlighter),
        basicSetup,
        yaml(),
        theme,
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': 'true' }),
      ],
    });
    return () => view.destroy();
  }, [text, label]);
  return <div ref={host} className="overflow-hidden rounded-lg border border-border bg-surface" />;
}
