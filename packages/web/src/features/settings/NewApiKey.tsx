import type { ApiKeyWithSecret } from '@moorage/sdk/types';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { CodeBlock } from '../../ui/Code.tsx';

/** The key itself: now and never again. */
export function NewApiKey({ apiKey, onDone }: { readonly apiKey: ApiKeyWithSecret; readonly onDone: () => void }) {
  return (
    <Callout
      tone="ok"
      role="status"
      title={`The key “${apiKey.name}”. Copy it now: it is not shown again.`}
      actions={<Button onClick={onDone}>I have copied it</Button>}
    >
      <CodeBlock code={apiKey.key} what="the API key" />
      <CodeBlock
        code={`export MOORAGE_API_KEY=${apiKey.key}\ncurl -H "Authorization: Bearer $MOORAGE_API_KEY" ${window.location.origin}/api/deployments`}
        what="a first call with the key"
      />
    </Callout>
  );
}
