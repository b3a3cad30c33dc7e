import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { after } from '../lib/clock.ts';
import { Button } from './Button.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the accessible name: "Copy the URL". */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => (isCopied ? after(1500, () => setCopied(false)) : undefined), [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button
      size="iconSmall"
      tone="quiet"
      aria-label={isCopied ? 'Copied' : `Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void copy()}
    >
      {isCopied ? <Check aria-hidden="true" className="size-4 text-ok" /> : <Copy aria-hidden="true" className="size-4" />}
    </Button>
  );
}
