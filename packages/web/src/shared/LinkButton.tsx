import { createLink } from '@tanstack/react-router';
import type { VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from '../lib/cn.ts';
import { buttonStyle } from '../ui/Button.tsx';

interface AnchorProps extends ComponentProps<'a'>, VariantProps<typeof buttonStyle> {}

function ButtonAnchor({ tone, size, className, ...rest }: AnchorProps) {
  return <a {...rest} className={cn(buttonStyle({ tone, size }), className)} />;
}

/** A link of the router that looks like a button. */
export const LinkButton = createLink(ButtonAnchor);

/** A link out of the console: the deployed app, the API reference. */
export function ExternalButton({ tone, size, className, ...rest }: AnchorProps) {
  return <a target="_blank" rel="noreferrer" {...rest} className={cn(buttonStyle({ tone, size }), className)} />;
}

/** Links that stand alone, as in tables. */
export const linkStyle = 'text-accent underline-offset-2 hover:underline';

/** Links within a sentence, where colour alone would not tell them apart. */
export const textLinkStyle = 'text-accent underline underline-offset-2';
