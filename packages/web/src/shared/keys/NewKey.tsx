import type { ApiKeyWithSecret } from '@moorage/sdk/types';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { CodeBlock } from '../../ui/Code.tsx';

/** The key itself: now and never again. */
export function NewKey({ apiKey, onDone }: { readonly apiKey: ApiKeyWithSecret; readonly onDone: () => void }) {
  const { origin } = window.location;
  const first =
    apiKey.keyId === null
      ? `export MOORAGE_API_KEY=${apiKey.key}\ncurl -H "Authorization: Bearer $MOORAGE_API_KEY" ${origin}/api/deployments`
      : `curl -H "X-ORG-KEY: ${apiKey.keyId}" -H "X-ORG-SECRET: ${apiKey.key}" ${origin}/api/v1/me`;
  return (
    <Callout
      tone="ok"
      role="status"
      title={`The key “${apiKey.name}”. Copy it now: it is not shown again.`}
      actions={<Button onClick={onDone}>I have copied it</Button>}
    >
      {apiKey.keyId === null ? null : <CodeBlock code={apiKey.keyId} what="the key of the pair" />}
      <CodeBlock code={apiKey.key} what={apiKey.keyId === null ? 'the API key' : 'the secret of the pair'} />
      <CodeBlock code={first} what="a first call with the key" />
    </Callout>
  );
}
