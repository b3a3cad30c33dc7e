import { sha256 } from '../../platform/crypto/digest.ts';
import { escapeHtml } from '../../platform/http/errors.ts';
import type { TokenPair } from '../tokens/index.ts';

/** The same for everybody, so that its hash can stand in the policy; what differs is in attributes, which nobody executes. */
const script =
  'const{message,target}=document.body.dataset;if(window.opener)window.opener.postMessage(JSON.parse(message),target);window.close();';

const policy = [
  `script-src 'sha256-${sha256(script).toString('base64')}'`,
  `default-src 'none'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** What belongs to the page: it must be able to reach the window that opened it, and nothing else. */
export const popupHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'unsafe-none',
  'cache-control': 'no-store',
};

/** Hands a token pair to the window that opened this one, if that window is of the target origin, and closes. */
export function popupPage(pair: TokenPair, target: string): string {
  const message = JSON.stringify({ type: 'autoglue:auth', payload: pair });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Signed in</title></head>
<body data-message="${escapeHtml(message)}" data-target="${escapeHtml(target)}"><p>You are signed in. You can close this window.</p>
<script>${script}</script></body></html>
`;
}
