/** An HTTPS server that knows its clients by certificate, and the authority that issues them: for tests of credentials. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { systemClock } from '@moorage/core/clock';
import { type Authority, type Certificate, createAuthority } from '@moorage/embedded-cluster/apiserver/http/certificates';

export interface CertificateServer {
  readonly port: number;
  readonly ca: string;
  /** Signs a client certificate that is valid from a day ago until so many milliseconds from now; below zero it has expired. */
  issue(subject: string, forMs: number): Certificate;
  stop(): Promise<void>;
}

export interface CertificateServerOptions {
  /** Who of the subjects is let in now; others are answered 401, as is who shows an expired certificate or none. */
  readonly accepts: (subject: string | undefined, request: IncomingMessage) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Refuses within the handshake what is not valid, instead of answering 401. */
  readonly atHandshake?: boolean;
}

const dayMs = 86_400_000;

function subjectOf({ socket }: IncomingMessage): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { CN } = socket.getPeerCertificate().subject;
  return typeof CN === 'string' ? CN : undefined;
}

function validFor(forMs: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const nowMs = systemClock.now().getTime();
  return { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + forMs) };
}

/** Starts it on a free loopback port. */
export async function startCertificateServer(options: CertificateServerOptions): Promise<CertificateServer> {
  const authority: Authority = createAuthority(validFor(dayMs));
  const { cert, key } = authority.forServer('certificate-server', validFor(dayMs));
  const tls = { cert, key, ca: authority.ca, requestCert: true, rejectUnauthorized: options.atHandshake === true };
  const server = createServer(tls, (request, response) => {
    if (options.accepts(subjectOf(request), request)) return options.handle(request, response);
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ kind: 'Status', status: 'Failure', code: 401, reason: 'Unauthorized', message: 'Unauthorized' }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    ca: authority.ca,
    issue: (subject, forMs) => authority.forClient(subject, validFor(forMs)),
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
