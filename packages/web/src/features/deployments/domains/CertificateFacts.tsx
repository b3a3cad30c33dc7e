import type { CustomDomain } from '@moorage/sdk/types';
import { expiryText } from '../../../lib/expiry.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { reasonInWords, statusTone } from '../../../lib/status.ts';
import { useNow } from '../../../shared/use-now.ts';
import { Badge } from '../../../ui/Badge.tsx';

const words = { None: 'not from Moorage', Pending: 'on its way', Issued: 'issued', Failed: 'failed' } as const;

/** How the certificate is, until when, and what is wrong with it. */
export function CertificateFacts({ certificate }: { readonly certificate: CustomDomain['certificate'] }) {
  const now = useNow();
  if (certificate === null) return <p className="text-muted">Certificate: served without one.</p>;
  const { state, reason, message, notAfter } = certificate;
  const expiry = notAfter === null ? undefined : expiryText(notAfter, now);
  return (
    <div className="space-y-1">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">Certificate</span>
        <Badge tone={expiry?.isSoon === true ? 'warn' : statusTone(state)}>{words[state]}</Badge>
        {notAfter === null || expiry === undefined ? null : (
          <span className={expiry.isSoon ? 'text-warn' : 'text-muted'} title={notAfter}>
            {expiry.text}, on {formatDateTime(notAfter).slice(0, 10)}
          </span>
        )}
      </p>
      {state === 'Issued' || message === '' ? null : (
        <p className="text-[13px] break-words text-muted">
          {reason === '' ? '' : `${reasonInWords(reason)}: `}
          {message}
        </p>
      )}
    </div>
  );
}
