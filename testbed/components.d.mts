/** The path of a program, built from its Go module first when its sources have changed. */
export function built(module: string, say: (text: string) => void, options?: { readonly dir?: string }): string;
/** Command lines of all components; builds what is missing. */
export function installComponents(say?: (text: string) => void): Readonly<Record<string, readonly string[]>>;
