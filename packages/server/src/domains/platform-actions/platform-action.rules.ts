/** Names of targets: never a flag of the tool, a path or one of its special targets. */
export const targetPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
