import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import { type ExecEnd, openTerminal } from '../../../api/exec.ts';
import { Callout } from '../../../ui/Callout.tsx';

interface TerminalViewProps {
  readonly name: string;
  readonly service: string;
}

/** One session from the first key to the last; a new one is a new component. */
export function TerminalView({ name, service }: TerminalViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [end, setEnd] = useState<ExecEnd>();
  useEffect(() => {
    const host = frame.current;
    if (host === null) return undefined;
    const terminal = new Terminal({ fontSize: 13, cursorBlink: true, screenReaderMode: true, theme: { background: '#111113' } });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(host);
    fit.fit();
    const { cols: columns, rows } = terminal;
    const remote = openTerminal(
      { name, service, columns, rows },
      { onOutput: (bytes) => terminal.write(bytes), onStart: () => terminal.focus(), onEnd: setEnd },
    );
    terminal.onData((text) => remote.type(text));
    terminal.onResize((size) => remote.resize(size.cols, size.rows));
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(host);
    return () => {
      observer.disconnect();
      remote.close();
      terminal.dispose();
    };
  }, [name, service]);
  return (
    <>
      <div
        ref={frame}
        role="group"
        aria-label={`Terminal in ${service}`}
        className="h-[60vh] overflow-hidden rounded-lg border border-border bg-[#111113] p-2"
      />
      {end === undefined ? null : <Callout tone={end.isFailure ? 'bad' : 'neutral'} role="status" title={end.text} />}
    </>
  );
}
