import { CopyButton } from '../ui/CopyButton.tsx';

/** A text that is meant to be put somewhere else, such as the value of a DNS record. */
export function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="font-mono text-[13px] break-all max-md:min-w-40">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
