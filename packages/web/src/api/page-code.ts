/**
 * Loads the code of a page when it is first visited.
 *
 * The router takes code that does not come for code that a new version of the server has replaced, and loads the document anew. That is
 * right while the server answers. While it does not, it would throw the console away for an error page of the browser: so the load waits
 * until the server is back, as everything else here does, and the shell says meanwhile that it is offline.
 */
import { after } from '../lib/clock.ts';

const pauseMs = 2_000;

export interface ServerProbe {
  /** Whether the server gives any answer. */
  readonly answers: () => Promise<boolean>;
  /** Resolves when it is worth to ask again. */
  readonly pause: () => Promise<void>;
}

const browserProbe: ServerProbe = {
  answers: () =>
    fetch('/api/config', { cache: 'no-store' }).then(
      () => true,
      () => false,
    ),
  pause: () => new Promise((resolve) => void after(pauseMs, resolve)),
};

async function loadWith<T>(importer: () => Promise<T>, probe: ServerProbe): Promise<T> {
  try {
    return await importer();
  } catch (error) {
    if (await probe.answers()) throw error;
  }
  while (!(await probe.answers())) await probe.pause();
  return await importer();
}

/** The same loader, which outlasts a server that is away. */
export function patiently<T>(importer: () => Promise<T>, probe: ServerProbe = browserProbe): () => Promise<T> {
  return () => loadWith(importer, probe);
}
