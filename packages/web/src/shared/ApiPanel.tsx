import { useState } from 'react';
import { type ApiAction, snippetsOf } from '../lib/snippets.ts';
import { CodeBlock, InlineCode } from '../ui/Code.tsx';
import { Segmented } from '../ui/Segmented.tsx';

type Language = 'curl' | 'cli' | 'typescript' | 'terraform';
const languages = [
  { value: 'curl', label: 'curl' },
  { value: 'cli', label: 'CLI' },
  { value: 'typescript', label: 'TypeScript' },
] as const;
const allLanguages = [...languages, { value: 'terraform', label: 'Terraform' }] as const;
const described: Readonly<Record<Language, string>> = {
  curl: 'the curl command',
  cli: 'the moorage command',
  typescript: 'the TypeScript code',
  terraform: 'the Terraform resource',
};

interface ApiPanelProps {
  readonly action: ApiAction;
  readonly title?: string;
  /** Says where the key or the sign-in comes from; once per page is enough. */
  readonly hasHint?: boolean;
}

/** "Do it by API": exactly the action of the screen, in three languages, and in Terraform where it has a resource for that. */
export function ApiPanel({ action, title = 'Do it by API', hasHint = true }: ApiPanelProps) {
  const [language, setLanguage] = useState<Language>('curl');
  const snippets = snippetsOf(window.location.origin, action);
  const code = snippets[language];
  return (
    <section aria-label={title} className="space-y-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium">{title}</h3>
        <Segmented
          label={`Language of: ${title}`}
          value={language}
          options={snippets.terraform === undefined ? languages : allLanguages}
          onChange={setLanguage}
        />
      </div>
      {code === undefined ? (
        <p className="text-muted">No single command does exactly this; use curl or the SDK.</p>
      ) : (
        <CodeBlock code={code} what={described[language]} />
      )}
      {hasHint ? <Hint language={language} /> : null}
    </section>
  );
}

function Hint({ language }: { readonly language: Language }) {
  const style = 'text-[13px] text-muted';
  if (language === 'cli') {
    return (
      <p className={style}>
        Sign in once with <InlineCode>moorage login</InlineCode>.
      </p>
    );
  }
  if (language === 'terraform') {
    return (
      <p className={style}>
        For the provider <InlineCode>moorage</InlineCode>, which reads <InlineCode>MOORAGE_BASE_URL</InlineCode>,{' '}
        <InlineCode>MOORAGE_API_KEY</InlineCode> and <InlineCode>MOORAGE_ORG_ID</InlineCode>.
      </p>
    );
  }
  return (
    <p className={style}>
      <InlineCode>MOORAGE_API_KEY</InlineCode> holds a key made under Settings, API keys.
    </p>
  );
}
