import { Link } from '@tanstack/react-router';
import { textLinkStyle } from '../../shared/LinkButton.tsx';
import { Card, Section } from '../../ui/Card.tsx';
import { CodeBlock } from '../../ui/Code.tsx';

export function QuickLinks() {
  return (
    <Section title="From a terminal">
      <Card className="space-y-3 p-4">
        <CodeBlock
          code={`moorage login --server ${window.location.origin}\nmoorage deployments list`}
          what="the first moorage commands"
        />
        <p className="text-muted">
          Every screen shows the same action as curl, command and TypeScript. See the{' '}
          <a href="/docs" target="_blank" rel="noreferrer" className={textLinkStyle}>
            API reference
          </a>
          , the{' '}
          <a href="/openapi.json" target="_blank" rel="noreferrer" className={textLinkStyle}>
            OpenAPI document
          </a>{' '}
          or your{' '}
          <Link to="/settings/api-keys" className={textLinkStyle}>
            API keys
          </Link>
          .
        </p>
      </Card>
    </Section>
  );
}
