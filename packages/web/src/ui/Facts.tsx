import type { ReactNode } from 'react';

interface Fact {
  readonly term: string;
  readonly value: ReactNode;
}

/** Pairs of term and value in columns. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(130px,1fr))] gap-x-6 gap-y-4">
      {facts.map((fact) => (
        <div key={fact.term} className="min-w-0">
          <dt className="text-[13px] text-muted">{fact.term}</dt>
          <dd className="mt-0.5 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
