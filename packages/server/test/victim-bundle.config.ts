/** How victims.ts has a program of victims made into one file with all that it imports. Each module still finds what lies beside it. */
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const places = {
  name: 'places',
  enforce: 'pre' as const,
  transform(code: string, id: string): string | undefined {
    if (!code.includes('import.meta.')) return undefined;
    return code
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
  },
};

export default {
  plugins: [places],
  ssr: { noExternal: true, target: 'node' },
  build: { target: 'node24', minify: false },
};
