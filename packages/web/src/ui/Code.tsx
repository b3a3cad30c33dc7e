import { CopyButton } from './CopyButton.tsx';

interface CodeBlockProps {
  readonly code: string;
  /** What it is, for the copy button: "the curl command". */
  readonly what: string;
}

export function CodeBlock({ code, what }: CodeBlockProps) {
  return (
    <div className="relative rounded-md border border-border bg-sunken">
      <pre className="overflow-x-auto py-2.5 pr-11 pl-3 font-mono text-[13px] leading-5" tabIndex={0} aria-label={what}>
        <code>{code}</code>
      </pre>
      <div className="absolute top-1 right-1 rounded bg-sunken">
        <CopyButton text={code} what={what} />
      </div>
    </div>
  );
}

export function InlineCode({ children }: { readonly children: string }) {
  return <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[13px] break-all">{children}</code>;
}

export function Kbd({ children }: { readonly children: string }) {
  return <kbd className="rounded border border-border px-1 font-mono text-[11px] text-faint">{children}</kbd>;
}
